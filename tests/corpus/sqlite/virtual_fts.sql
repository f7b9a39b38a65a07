CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE doc_fts USING fts5(body, content='doc', content_rowid='id');
CREATE TRIGGER doc_ai AFTER INSERT ON doc BEGIN INSERT INTO doc_fts (rowid, body) VALUES (new.id, new.body); END;
CREATE VIEW found AS SELECT * FROM doc_fts;
CREATE VIEW found_too AS SELECT * FROM found;
CREATE TRIGGER doc_bu BEFORE UPDATE ON doc BEGIN SELECT 1; END;
INSERT INTO doc (body) VALUES ('hello world');
