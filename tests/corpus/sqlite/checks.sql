CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER CHECK (x > 0), y TEXT CONSTRAINT ck_y CHECK (length(y) < 9),
  z TEXT, CHECK (x < 100 AND z <> 'a, b)'), CONSTRAINT ck_both CHECK ((x > 1) OR (y IS NOT NULL)));
CREATE TABLE b (state TEXT NOT NULL CHECK (state IN ('draft', 'live')), "select" INTEGER CHECK ("select" BETWEEN 1 AND 5));
INSERT INTO a VALUES (1, 2, 'y', 'z');
