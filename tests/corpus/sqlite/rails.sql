CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL);
CREATE TABLE "posts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar, "body" text, "score" decimal(5,2) DEFAULT 0.0, "published" boolean DEFAULT 0 NOT NULL, "created_at" datetime(6) NOT NULL);
CREATE TABLE "comments" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "post_id" integer NOT NULL, CONSTRAINT "fk_rails_2fd19c0db7" FOREIGN KEY ("post_id") REFERENCES "posts" ("id"));
CREATE INDEX "index_comments_on_post_id" ON "comments" ("post_id");
INSERT INTO posts (title, created_at) VALUES ('a', '2020-01-01');
