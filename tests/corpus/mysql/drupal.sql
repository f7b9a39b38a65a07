CREATE TABLE `node` (
`nid` INT unsigned NOT NULL auto_increment,
`vid` INT unsigned NULL DEFAULT NULL,
`type` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL COMMENT 'The ID of the target entity.',
`uuid` VARCHAR(128) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
`langcode` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
PRIMARY KEY (`nid`),
UNIQUE KEY `node_field__uuid__value` (`uuid`),
UNIQUE KEY `node__vid` (`vid`),
INDEX `node_field__type__target_id` (`type`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'The base table for node entities.';
CREATE TABLE `node__body` (
`bundle` VARCHAR(128) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT '' COMMENT 'The field instance bundle to which this row belongs, used when deleting a field instance',
`deleted` TINYINT NOT NULL DEFAULT 0,
`entity_id` INT unsigned NOT NULL,
`langcode` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT '',
`delta` INT unsigned NOT NULL,
`body_value` LONGTEXT NOT NULL,
`body_format` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_general_ci NULL DEFAULT NULL,
PRIMARY KEY (`entity_id`, `deleted`, `delta`, `langcode`),
INDEX `bundle` (`bundle`),
INDEX `body_format` (`body_format`(191))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'Data storage for node field body.';
CREATE TABLE `key_value` (
`collection` VARCHAR(128) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT '',
`name` VARCHAR(128) BINARY CHARACTER SET ascii NOT NULL DEFAULT '',
`value` LONGBLOB NOT NULL,
PRIMARY KEY (`collection`, `name`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE `watchdog` (
`wid` BIGINT NOT NULL auto_increment,
`severity` TINYINT unsigned NOT NULL DEFAULT 0,
`variables` LONGBLOB NOT NULL,
`link` TEXT NULL DEFAULT NULL,
`timestamp` INT NOT NULL DEFAULT 0,
PRIMARY KEY (`wid`),
INDEX `severity` (`severity`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
INSERT INTO `key_value` VALUES ('state', 'system.cron_last', 'i:1704067200;');
INSERT INTO `node` (`vid`, `type`, `uuid`, `langcode`) VALUES (1, 'page', 'a', 'en');
