CREATE TABLE a (id INTEGER PRIMARY KEY, price INTEGER NOT NULL, amount INTEGER, total INTEGER GENERATED ALWAYS AS (price * amount) STORED,
  label TEXT AS ('p: ' || price) VIRTUAL, twice REAL GENERATED ALWAYS AS (price * 2.0), UNIQUE (total));
CREATE INDEX ix_label ON a (label);
INSERT INTO a (price, amount) VALUES (2, 3);
