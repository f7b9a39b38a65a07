CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y INTEGER, doc JSON);
CREATE INDEX ix_lower ON a (lower(x));
CREATE UNIQUE INDEX ux_sum ON a (y + 1, x);
CREATE INDEX ix_doc ON a (json_extract(doc, '$.a, b')) WHERE doc IS NOT NULL;
CREATE INDEX ix_mixed ON a (lower(x) COLLATE NOCASE DESC, y);
