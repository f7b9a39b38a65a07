CREATE TABLE `schema_migrations` (`version` varchar(255) NOT NULL PRIMARY KEY);
CREATE TABLE `ar_internal_metadata` (`key` varchar(255) NOT NULL PRIMARY KEY, `value` varchar(255), `created_at` datetime(6) NOT NULL, `updated_at` datetime(6) NOT NULL);
CREATE TABLE `users` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `email` varchar(255) DEFAULT '' NOT NULL, `sign_in_count` int DEFAULT 0 NOT NULL, `admin` tinyint(1) DEFAULT FALSE, `settings` json, `bio` text(16777215), `confirmed_at` datetime(6), `created_at` datetime(6) NOT NULL, `updated_at` datetime(6) NOT NULL);
CREATE UNIQUE INDEX `index_users_on_email` ON `users` (`email`);
CREATE TABLE `posts` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` bigint NOT NULL, `title` varchar(255), `price` decimal(10,2), `commentable_type` varchar(255), `commentable_id` bigint, INDEX `index_posts_on_user_id` (`user_id`), INDEX `index_posts_on_commentable` (`commentable_type`, `commentable_id`), CONSTRAINT `fk_rails_5b5ddfd518` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`));
INSERT INTO `schema_migrations` VALUES ('20240101000000'), ('20240102000000');
INSERT INTO `ar_internal_metadata` VALUES ('environment', 'production', '2024-01-01 00:00:00.000000', '2024-01-01 00:00:00.000000');
INSERT INTO `users` (`email`, `created_at`, `updated_at`) VALUES ('a@b.c', '2024-01-01', '2024-01-01');
