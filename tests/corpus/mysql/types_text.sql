SET NAMES utf8mb4;
CREATE TABLE words (id int PRIMARY KEY, a char, b char(10), c char(255), d varchar(1), e varchar(255), f varchar(4000), g tinytext, h text, i mediumtext, j longtext, k text(100), l nchar(5), m nvarchar(20), n long varchar, o char(0));
INSERT INTO words VALUES (1, 'x', 'it''s', '', '"', 'a\\b', 'line\nline', 'tiny', 'ünï ☃ 𝄞', '\t', '%_', 'k', 'n', 'nv', 'long', '');
CREATE TABLE bytes (id int PRIMARY KEY, a binary, b binary(16), c varbinary(255), d tinyblob, e blob, f mediumblob, g longblob, h blob(70000), i uuid, j inet6, k inet4);
INSERT INTO bytes VALUES (1, x'00', unhex(repeat('0f', 16)), x'', x'ff00', '\0\Z', 'm', 'l', NULL, '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '::1', '127.0.0.1');
