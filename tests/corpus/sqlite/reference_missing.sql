-- refused: nowhere
CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER REFERENCES nowhere (id));
