-- Views, triggers, functions, sequences, domains, each as the statement that makes it; one without a
-- statement cannot be held. What serials and identities own is theirs.
SELECT 'view' AS kind, nullif(n.nspname, $2) AS schema, NULL AS table, c.relname AS name,
    format('CREATE VIEW %s%s AS%s%s', CASE WHEN n.nspname = $2 THEN quote_ident(c.relname) ELSE quote_ident(n.nspname) || '.' || quote_ident(c.relname) END,
        ' WITH (' || array_to_string(c.reloptions, ', ') || ')', E'\n', rtrim(pg_get_viewdef(c.oid), ';')) AS sql
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND c.relpersistence <> 't'
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'materialized_view', nullif(n.nspname, $2), NULL, c.relname,
    format('CREATE MATERIALIZED VIEW %s%s%s AS%s%s%s%s', CASE WHEN n.nspname = $2 THEN quote_ident(c.relname) ELSE quote_ident(n.nspname) || '.' || quote_ident(c.relname) END, ' USING ' || nullif(m.amname, 'heap'),
        ' WITH (' || array_to_string(c.reloptions, ', ') || ')', E'\n',
        rtrim(pg_get_viewdef(c.oid), ';'), CASE WHEN NOT c.relispopulated THEN E'\n WITH NO DATA' END,
        (SELECT string_agg(E';\n' || pg_get_indexdef(x.indexrelid, 0, true), '' ORDER BY i.relname COLLATE "C")
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am m ON m.oid = c.relam
WHERE c.relkind = 'm'
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
UNION ALL
SELECT 'function', nullif(n.nspname, $2), NULL, p.proname,
    CASE WHEN p.prokind IN ('f', 'p') AND (SELECT count(*) FROM pg_proc o WHERE o.pronamespace = p.pronamespace AND o.proname = p.proname) = 1
        THEN replace(rtrim(pg_get_functiondef(p.oid), E'\n'), ' ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(',
            CASE WHEN n.nspname = $2 THEN ' ' ELSE ' ' || quote_ident(n.nspname) || '.' END || quote_ident(p.proname) || '(') END
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE true
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'sequence', nullif(n.nspname, $2), NULL, c.relname,
    'CREATE SEQUENCE ' || CASE WHEN n.nspname = $2 THEN quote_ident(c.relname) ELSE quote_ident(n.nspname) || '.' || quote_ident(c.relname) END || CASE WHEN s.seqtypid <> 'bigint'::regtype THEN ' AS ' || format_type(s.seqtypid, NULL) ELSE '' END
        || CASE WHEN s.seqincrement <> 1 THEN ' INCREMENT BY ' || s.seqincrement ELSE '' END
        || CASE WHEN s.seqincrement > 0 AND s.seqmin <> 1 OR s.seqincrement < 0 THEN ' MINVALUE ' || s.seqmin ELSE '' END
        || CASE WHEN s.seqincrement < 0 OR s.seqmax <> CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767 WHEN 'integer'::regtype THEN 2147483647
            ELSE 9223372036854775807 END THEN ' MAXVALUE ' || s.seqmax ELSE '' END
        || CASE WHEN s.seqstart <> s.seqmin OR s.seqincrement < 0 THEN ' START WITH ' || s.seqstart ELSE '' END
        || CASE WHEN s.seqcache <> 1 THEN ' CACHE ' || s.seqcache ELSE '' END || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_class'::regclass)
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'domain', nullif(n.nspname, $2), NULL, t.typname,
    'CREATE DOMAIN ' || CASE WHEN n.nspname = $2 THEN quote_ident(t.typname) ELSE quote_ident(n.nspname) || '.' || quote_ident(t.typname) END || ' AS ' || format_type(t.typbasetype, t.typtypmod)
        || coalesce((SELECT ' COLLATE ' || quote_ident(l.collname) FROM pg_collation l, pg_type b
            WHERE l.oid = t.typcollation AND b.oid = t.typbasetype AND b.typcollation <> t.typcollation), '')
        || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), '' ORDER BY k.conname COLLATE "C")
            FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd'
    AND CASE WHEN $1::text[] IS NOT NULL THEN n.nspname = ANY ($1::text[])
        ELSE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'fxgit\_scratch\_%' END
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
        WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
ORDER BY 1, 2, 3, 4
