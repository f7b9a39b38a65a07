CREATE TABLE one (id int PRIMARY KEY, email varchar(100) NOT NULL UNIQUE, code char(5), UNIQUE KEY one_code (code));
CREATE TABLE two (a int NOT NULL, b varchar(10) NOT NULL, c int, PRIMARY KEY (a, b), UNIQUE (b, c), UNIQUE named (c, a));
CREATE TABLE three (uuid binary(16) NOT NULL, name varchar(50), CONSTRAINT pk_ignored PRIMARY KEY (uuid), CONSTRAINT three_name UNIQUE (name));
CREATE TABLE none (a int, b int, KEY none_a (a));
CREATE TABLE only_unique (a int NOT NULL UNIQUE, b int NULL UNIQUE);
INSERT INTO one VALUES (1, 'a@b.c', NULL), (2, 'd@e.f', NULL);
INSERT INTO none VALUES (1, 1), (1, 1);
