CREATE TABLE a (id integer PRIMARY KEY, name text COLLATE "C", other varchar(20) COLLATE "POSIX" DEFAULT 'x');
