CREATE TABLE a (x integer, y text, PRIMARY KEY (x, y));
CREATE TABLE b (id integer CONSTRAINT the_key PRIMARY KEY, u text UNIQUE, v text CONSTRAINT v_once UNIQUE, w integer, z integer, UNIQUE (w, z));
CREATE TABLE c (note text);
