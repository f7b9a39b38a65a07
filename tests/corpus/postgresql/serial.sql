CREATE TABLE a (id serial PRIMARY KEY, name text);
CREATE TABLE b (id bigserial PRIMARY KEY, n smallserial);
INSERT INTO a (name) VALUES ('x'), ('y');
