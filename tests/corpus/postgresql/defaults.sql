CREATE TABLE t (id integer PRIMARY KEY, a integer DEFAULT 0, b integer DEFAULT -1, c numeric DEFAULT 1.50, d text DEFAULT '', e text DEFAULT 'it''s', f varchar(9) DEFAULT 'x',
 g boolean DEFAULT true, h boolean NOT NULL DEFAULT false, i timestamptz DEFAULT now(), j timestamp DEFAULT CURRENT_TIMESTAMP, k date DEFAULT CURRENT_DATE, l time DEFAULT LOCALTIME,
 m uuid DEFAULT gen_random_uuid(), n jsonb DEFAULT '{}', o text DEFAULT (1 + 1)::text, p text DEFAULT 'a\b', q bytea DEFAULT '\x0102', r text DEFAULT CURRENT_USER, s timestamptz DEFAULT (now() + interval '1 day'),
 u smallint DEFAULT 5, v bigint DEFAULT 9000000000, w char(3) DEFAULT 'ab', x date DEFAULT '2020-01-01', y double precision DEFAULT 0.1, z text DEFAULT NULL);
