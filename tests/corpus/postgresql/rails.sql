CREATE TABLE schema_migrations (version character varying NOT NULL, CONSTRAINT schema_migrations_pkey PRIMARY KEY (version));
CREATE TABLE ar_internal_metadata (key character varying NOT NULL PRIMARY KEY, value character varying, created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE users (id bigserial PRIMARY KEY, email character varying DEFAULT '' NOT NULL, sign_in_count integer DEFAULT 0 NOT NULL, confirmed_at timestamp without time zone, settings jsonb DEFAULT '{}'::jsonb, roles character varying[] DEFAULT '{}'::character varying[]);
CREATE UNIQUE INDEX index_users_on_email ON users USING btree (email);
CREATE INDEX index_users_on_settings ON users USING gin (settings);
CREATE TABLE posts (id bigserial PRIMARY KEY, user_id bigint NOT NULL, title character varying(255), body text);
ALTER TABLE ONLY posts ADD CONSTRAINT fk_rails_5b5ddfd518 FOREIGN KEY (user_id) REFERENCES users(id);
