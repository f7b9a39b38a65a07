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
        WHEN k.contype = 'f' AND to_jsonb(k) ->> 'confdelsetcols' IS NOT NULL
            THEN 'a foreign key ' || k.conname || ' with ON DELETE SET (columns)'
        WHEN obj_description(k.oid, 'pg_constraint') IS NOT NULL THEN 'a comment on constraint ' || k.conname
    END AS unheld,
    CASE WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END AS definition,
    NOT k.convalidated AS not_valid, k.contype = 'c' AND k.connoinherit AS no_inherit, k.confmatchtype = 'f' AS match_full,
    (SELECT string_agg(a.attname, chr(31) ORDER BY i) FROM generate_series(x.indnkeyatts + 1, x.indnatts) i
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[i - 1]) AS include,
    to_jsonb(x) ->> 'indnullsnotdistinct' = 'true' AS nulls_not_distinct
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
LEFT JOIN pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u')
WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence <> 't' AND k.contype IN ('p', 'u', 'f', 'c', 'x')
    AND k.conparentid = 0
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", k.contype, k.conname COLLATE "C"
