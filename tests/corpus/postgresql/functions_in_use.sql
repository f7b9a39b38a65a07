CREATE TABLE a (id integer PRIMARY KEY, name text CHECK (length(btrim(name)) > 0), slug text GENERATED ALWAYS AS (regexp_replace(lower(name), '[^a-z]+', '-', 'g')) STORED);
CREATE UNIQUE INDEX a_slug ON a (coalesce(slug, ''), (name IS NULL));
