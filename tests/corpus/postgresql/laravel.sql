CREATE TABLE migrations (id serial PRIMARY KEY, migration varchar(255) NOT NULL, batch integer NOT NULL);
CREATE TABLE users (id bigserial NOT NULL PRIMARY KEY, name varchar(255) NOT NULL, email varchar(255) NOT NULL, email_verified_at timestamp(0) without time zone NULL, created_at timestamp(0) NULL);
ALTER TABLE users ADD CONSTRAINT users_email_unique UNIQUE (email);
CREATE TABLE posts (id bigserial NOT NULL PRIMARY KEY, user_id bigint NOT NULL, status varchar(255) CHECK (status IN ('draft', 'live')) NOT NULL DEFAULT 'draft', meta json);
ALTER TABLE posts ADD CONSTRAINT posts_user_id_foreign FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
CREATE INDEX posts_user_id_index ON posts (user_id);
