CREATE TABLE t (a timestamp(3), b timestamptz(0), c time(2), d timetz, e varbit(8), f bit(3), g inet, h cidr, i macaddr, j tsvector, k tsquery,
 l int4range, m numrange, n daterange, o xml, p money, q point, r box, s "char", u name, v oid, w regclass, x interval day to second(2));
