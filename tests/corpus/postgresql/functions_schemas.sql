CREATE SCHEMA app;
CREATE TABLE app.event (id serial PRIMARY KEY, kind text);
CREATE FUNCTION app.log_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION app.kinds() RETURNS SETOF text LANGUAGE sql AS 'SELECT kind FROM app.event';
CREATE TRIGGER log_it AFTER INSERT ON app.event FOR EACH STATEMENT EXECUTE FUNCTION app.log_it();
CREATE VIEW kinds AS SELECT * FROM app.kinds() AS k;
CREATE DOMAIN app.tag AS text;
CREATE SEQUENCE app.numbers;
CREATE TABLE app.tagged (t app.tag, n integer DEFAULT nextval('app.numbers'));
