-- refused: UNLOGGED
CREATE UNLOGGED TABLE a (id integer);
