-- Indexes that no constraint stands on. For each key: its column, or its expression; its options.
SELECT nullif(n.nspname, $2) AS schema, c.relname AS table, i.relname AS name, x.indisunique AS unique,
    m.amname AS method, pg_get_expr(x.indpred, x.indrelid) AS where,
    (SELECT string_agg(coalesce(a.attname, pg_get_indexdef(x.indexrelid, k, false)), chr(31) ORDER BY k)
        FROM generate_series(1, x.indnkeyatts) k
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[k - 1] AND x.indkey[k - 1] <> 0) AS keys,
    (SELECT string_agg(CASE WHEN x.indkey[k - 1] = 0 THEN 'e' ELSE 'c' END || (x.indoption[k - 1] & 3), chr(31) ORDER BY k)
        FROM generate_series(1, x.indnkeyatts) k) AS options,
    (SELECT string_agg(coalesce(l.collname, ''), chr(31) ORDER BY k) FROM generate_series(1, x.indnkeyatts) k
        JOIN pg_attribute ia ON ia.attrelid = x.indexrelid AND ia.attnum = k JOIN pg_type t ON t.oid = ia.atttypid
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[k - 1] AND x.indkey[k - 1] <> 0
        LEFT JOIN pg_collation l ON l.oid = x.indcollation[k - 1] AND x.indkey[k - 1] <> 0
            AND l.oid <> coalesce(a.attcollation, t.typcollation)) AS collations,
    (SELECT string_agg(CASE WHEN o.opcdefault THEN '' ELSE o.opcname END, chr(31) ORDER BY k)
        FROM generate_series(1, x.indnkeyatts) k JOIN pg_opclass o ON o.oid = x.indclass[k - 1]) AS opclasses,
    (SELECT string_agg(a.attname, chr(31) ORDER BY k) FROM generate_series(x.indnkeyatts + 1, x.indnatts) k
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[k - 1]) AS include,
    to_jsonb(x) ->> 'indnullsnotdistinct' = 'true' AS nulls_not_distinct,
    array_to_string(i.reloptions, ', ') AS options_with,
    obj_description(i.oid, 'pg_class') AS comment, x.indisvalid AS valid
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = i.relam
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", i.relname COLLATE "C"
