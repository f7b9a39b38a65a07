-- refused: WITH (fillfactor=70)
CREATE TABLE a (id integer) WITH (fillfactor=70);
