CREATE DOMAIN email AS varchar(200) CHECK (VALUE LIKE '%@%');
CREATE DOMAIN positive AS integer NOT NULL DEFAULT 1 CONSTRAINT is_positive CHECK (VALUE > 0) CONSTRAINT small CHECK (VALUE < 1000);
CREATE DOMAIN code AS text COLLATE "C";
CREATE TABLE a (id integer PRIMARY KEY, mail email, n positive, m positive DEFAULT 5, c code, mails email[]);
