CREATE TABLE a (id integer PRIMARY KEY, w numeric, h numeric, area numeric GENERATED ALWAYS AS (w * h) STORED, name text, low text GENERATED ALWAYS AS (lower(name)) STORED);
CREATE INDEX a_low ON a (low);
