-- Tables of the database, without those of extensions, and without partitions: they are their
-- parent's. $1: the schemas to read; null: all but the system's. $2: the default schema.
SELECT nullif(n.nspname, $2) AS schema, c.relname AS name, obj_description(c.oid, 'pg_class') AS comment,
    CASE
        WHEN c.relkind = 'p' THEN 'partitions'
        WHEN c.relkind = 'f' THEN 'a foreign table'
        WHEN c.relpersistence = 'u' THEN 'UNLOGGED'
        WHEN c.reloftype <> 0 THEN 'a table of a type'
        WHEN EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid OR i.inhparent = c.oid) THEN 'INHERITS'
        WHEN c.relrowsecurity THEN 'row level security'
        WHEN EXISTS (SELECT 1 FROM pg_rewrite r WHERE r.ev_class = c.oid) THEN 'rules'
        WHEN c.reloptions IS NOT NULL THEN 'WITH (' || array_to_string(c.reloptions, ', ') || ')'
    END AS unheld
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
