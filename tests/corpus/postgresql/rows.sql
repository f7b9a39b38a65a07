CREATE TABLE author (id serial PRIMARY KEY, name varchar(100) NOT NULL);
CREATE TABLE book (id serial PRIMARY KEY, author_id integer NOT NULL REFERENCES author ON DELETE CASCADE, title text NOT NULL, price numeric(8,2) CHECK (price >= 0), UNIQUE (author_id, title));
INSERT INTO author (name) SELECT 'n' || i FROM generate_series(1, 50) i;
INSERT INTO book (author_id, title, price) SELECT 1 + i % 50, 't' || i, i FROM generate_series(1, 500) i;
