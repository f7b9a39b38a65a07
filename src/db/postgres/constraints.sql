-- Keys, foreign keys and checks. Lists of columns are joined by the unit separator.
SELECT nullif(n.nspname, $2) AS schema, c.relname AS table, k.conname AS name, k.contype AS type,
    (SELECT string_agg(a.attname, chr(31) ORDER BY u.i) FROM unnest(k.conkey) WITH ORDINALITY u(num, i)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num) AS columns,
    nullif(fn.nspname, $2) AS ref_schema, f.relname AS ref_table,
    (SELECT string_agg(a.attname, chr(31) ORDER BY u.i) FROM unnest(k.confkey) WITH ORDINALITY u(num, i)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num) AS ref_columns,
    k.confdeltype AS on_delete, k.confupdtype AS on_update,
    CASE WHEN k.condeferred THEN 'deferred' WHEN k.condeferrable THEN 'immediate' END AS deferrable,
    pg_get_expr(k.conbin, k.conrelid) AS expression,
    CASE
        WHEN k.contype = 'x' THEN 'an EXCLUDE constraint ' || k.conname
        WHEN NOT k.convalidated THEN 'a constraint ' || k.conname || ' that is NOT VALID'
        WHEN k.contype = 'c' AND k.connoinherit THEN 'a check ' || k.conname || ' with NO INHERIT'
        WHEN k.contype = 'f' AND k.confmatchtype <> 's' THEN 'a foreign key ' || k.conname || ' with MATCH FULL'
        WHEN k.contype = 'f' AND to_jsonb(k) ->> 'confdelsetcols' IS NOT NULL
            THEN 'a foreign key ' || k.conname || ' with ON DELETE SET (columns)'
        WHEN k.contype IN ('p', 'u') AND k.condeferrable THEN 'a deferrable key ' || k.conname
        WHEN x.indnatts > x.indnkeyatts THEN 'a key ' || k.conname || ' with INCLUDE'
        WHEN to_jsonb(x) ->> 'indnullsnotdistinct' = 'true' THEN 'a key ' || k.conname || ' with NULLS NOT DISTINCT'
    END AS unheld
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
LEFT JOIN pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u')
WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence <> 't' AND k.contype IN ('p', 'u', 'f', 'c', 'x')
    AND k.conparentid = 0
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", k.contype, k.conname COLLATE "C"
