CREATE TABLE a (id integer PRIMARY KEY, name text);
COMMENT ON TABLE a IS 'all of "them"';
COMMENT ON COLUMN a.name IS 'what it''s called';
