CREATE TABLE a (id INTEGER PRIMARY KEY, email TEXT, deleted_at DATETIME, state TEXT);
CREATE UNIQUE INDEX ux_email ON a (email) WHERE deleted_at IS NULL;
CREATE INDEX ix_live ON a (state) WHERE state <> 'it''s (gone)' AND deleted_at IS NULL;
