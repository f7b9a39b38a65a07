-- refused: a descending primary key
CREATE TABLE a (id INTEGER PRIMARY KEY DESC, x TEXT);
