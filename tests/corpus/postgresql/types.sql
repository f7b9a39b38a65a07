CREATE TABLE t (a boolean, b smallint, c integer, d bigint, e real, f double precision, g numeric, h numeric(10), i numeric(10,2),
 j varchar, k varchar(20), l char(3), m text, n bytea, o date, p time, q timestamp, r timestamptz, s interval, u uuid, v json, w jsonb, x char);
