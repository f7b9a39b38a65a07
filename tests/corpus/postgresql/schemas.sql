CREATE SCHEMA app;
CREATE SCHEMA "Odd one";
CREATE TYPE app.kind AS ENUM ('x', 'y');
CREATE TABLE app.a (id serial PRIMARY KEY, k app.kind NOT NULL, name text UNIQUE);
CREATE TABLE "Odd one"."b c" (id integer PRIMARY KEY, a_id integer REFERENCES app.a);
CREATE TABLE a (id integer PRIMARY KEY, b integer REFERENCES "Odd one"."b c");
CREATE INDEX a_b ON app.a (lower(name));
CREATE VIEW app.names AS SELECT name FROM app.a;
CREATE VIEW all_names AS SELECT n.name, b.id FROM app.names n, "Odd one"."b c" b;
