CREATE TABLE `schema_migrations` (`version` bigint, `inserted_at` datetime, PRIMARY KEY (`version`)) ENGINE = INNODB;
CREATE TABLE `users` (`id` bigint unsigned not null auto_increment, `name` varchar(255), `email` varchar(255) NOT NULL, `age` integer DEFAULT 0, `admin` boolean DEFAULT false NOT NULL, `token` binary(16), `prefs` json, `inserted_at` datetime NOT NULL, `updated_at` datetime NOT NULL, PRIMARY KEY (`id`)) ENGINE = INNODB;
CREATE UNIQUE INDEX `users_email_index` ON `users` (`email`);
CREATE TABLE `posts` (`id` bigint unsigned not null auto_increment, `user_id` bigint unsigned, CONSTRAINT `posts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE CASCADE, `body` text, `price` decimal(10,2), PRIMARY KEY (`id`)) ENGINE = INNODB;
ALTER TABLE `posts` ADD CONSTRAINT `price_must_be_positive` CHECK (price > 0);
INSERT INTO `schema_migrations` VALUES (20240101000000, '2024-01-01 00:00:00');
