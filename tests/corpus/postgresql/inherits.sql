-- refused: INHERITS
CREATE TABLE a (id integer);
CREATE TABLE b (n integer) INHERITS (a);
