SET NAMES utf8mb4;
CREATE TABLE `select` (`from` int PRIMARY KEY, `Group` text, `a b` varchar(10), `quo"te` text, `ti``ck` int, `ünï` varchar(9) CHECK (`ünï` <> ''), `x.y` int, `'` int, `back\slash` int, `1st` int, `%` int, `;` int, `-- x` int, KEY `Ix Odd` (`a b`), KEY `in;dex` (`ti``ck`));
CREATE TABLE `Mixed Case` (ID int PRIMARY KEY, userId int, `order` int, CONSTRAINT `fk to.select` FOREIGN KEY (userId) REFERENCES `select` (`from`));
CREATE TABLE `per%cent` (`a'b` int PRIMARY KEY);
CREATE TABLE `dot.ted` (`id` int PRIMARY KEY, `$dollar` int, `end` int, `begin` int, `true` int);
CREATE VIEW `The View` AS SELECT `from`, `Group` FROM `select`;
INSERT INTO `select` (`from`, `a b`, `;`) VALUES (1, 'x', 2);
INSERT INTO `Mixed Case` VALUES (1, 1, 1);
