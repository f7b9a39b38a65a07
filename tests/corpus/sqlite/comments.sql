CREATE TABLE a ( -- a table
  id INTEGER PRIMARY KEY, /* its key, with a ) in it */
  x TEXT -- the last one, DEFAULT 'no'
  , y INTEGER /* CHECK (y > 0) */ DEFAULT 3);
CREATE INDEX ix ON a (x /* here */) -- there
  WHERE x IS NOT NULL;
