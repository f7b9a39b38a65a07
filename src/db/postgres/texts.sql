-- Views and triggers, each as the statement that makes it.
SELECT 'view' AS kind, nullif(n.nspname, $2) AS schema, NULL AS table, c.relname AS name,
    format('CREATE VIEW %s%s AS%s%s',
        CASE WHEN n.nspname = $2 THEN quote_ident(c.relname) ELSE quote_ident(n.nspname) || '.' || quote_ident(c.relname) END,
        ' WITH (' || array_to_string(c.reloptions, ', ') || ')', E'\n',
        rtrim(pg_get_viewdef(c.oid), ';')) AS sql
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND c.relpersistence <> 't'
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'trigger', nullif(n.nspname, $2), c.relname, t.tgname, pg_get_triggerdef(t.oid, true)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND NOT c.relispartition AND c.relpersistence <> 't'
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
ORDER BY 1, 2, 3, 4
