CREATE TABLE a (id integer PRIMARY KEY, gone text, name text);
ALTER TABLE a DROP COLUMN gone;
ALTER TABLE a ADD COLUMN late integer NOT NULL DEFAULT 3;
