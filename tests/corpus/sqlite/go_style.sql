CREATE TABLE IF NOT EXISTS `users` (`id` integer PRIMARY KEY AUTOINCREMENT,`created_at` datetime,`deleted_at` datetime,`name` text,`age` integer DEFAULT 18,`uuid` uuid);
CREATE INDEX IF NOT EXISTS `idx_users_deleted_at` ON `users`(`deleted_at`);
CREATE UNIQUE INDEX `idx_users_name` ON `users`(`name`);
