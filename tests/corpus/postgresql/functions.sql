CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL, updated_at timestamptz, slug text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- always
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;
CREATE TRIGGER item_touch BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION add_one(n integer, VARIADIC rest integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT n + 1';
CREATE FUNCTION items_named(what text) RETURNS SETOF item LANGUAGE sql STABLE AS $$ SELECT * FROM item WHERE name = what; $$;
CREATE FUNCTION slugify(t text) RETURNS text LANGUAGE sql IMMUTABLE RETURN lower(replace(t, ' ', '-'));
CREATE PROCEDURE clear_items() LANGUAGE plpgsql AS $body$ BEGIN DELETE FROM item WHERE name = 'it''s; gone'; END $body$;
CREATE INDEX item_slug ON item (slugify(name));
ALTER TABLE item ADD COLUMN low text GENERATED ALWAYS AS (slugify(name)) STORED;
CREATE VIEW named AS SELECT add_one(id) AS next, slugify(name) AS slug FROM item;
