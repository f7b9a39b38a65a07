CREATE TABLE a (id integer PRIMARY KEY, price numeric CHECK (price >= 0), kind text CHECK (kind IN ('a', 'b')), CONSTRAINT both_set CHECK ((price IS NULL) = (kind IS NULL)),
 n integer CHECK (n BETWEEN 1 AND 9), m text CHECK (m ~ '^[a-z]+$'), o text CHECK (length(o) > 2) NO INHERIT);
