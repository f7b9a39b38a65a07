CREATE TABLE t (a tinyint, b tinyint unsigned, c smallint, d smallint unsigned, e mediumint, f mediumint unsigned, g int, h int unsigned, i bigint, j bigint unsigned,
 k integer(6), l int(5) unsigned zerofill, m tinyint(1), n boolean, o bit, p bit(8), q bit(64), r year, s serial);
INSERT INTO t VALUES (-128, 255, -32768, 65535, -8388608, 16777215, -2147483648, 4294967295, -9223372036854775808, 18446744073709551615, 7, 42, 1, true, b'1', b'10100101', b'1', 2024, 1);
CREATE TABLE flags (id int PRIMARY KEY, on_ tinyint(1) NOT NULL DEFAULT 1, off_ boolean NOT NULL DEFAULT false, maybe tinyint(1) DEFAULT NULL, small tinyint(4), usmall tinyint(1) unsigned);
INSERT INTO flags VALUES (1, 1, 0, NULL, 5, 1), (2, 0, 1, 2, -5, 0);
