SET NAMES utf8mb4;
CREATE TABLE latin (id int PRIMARY KEY, a varchar(20), b text, c char(5) CHARACTER SET utf8mb4, d varchar(10) CHARACTER SET ascii COLLATE ascii_bin) DEFAULT CHARSET=latin1;
CREATE TABLE swedish (id int PRIMARY KEY, a varchar(20) COLLATE latin1_german1_ci, b varchar(20)) CHARACTER SET latin1 COLLATE latin1_swedish_ci;
CREATE TABLE mixed (id int PRIMARY KEY, a varchar(20) COLLATE utf8mb4_bin, b varchar(20) COLLATE utf8mb4_unicode_ci, c varchar(20) CHARACTER SET utf8mb3, d enum('x') CHARACTER SET latin1, e tinytext CHARACTER SET binary, f varchar(20) COLLATE utf8mb4_general_ci, UNIQUE KEY (a)) COLLATE utf8mb4_unicode_520_ci;
CREATE TABLE old (id int PRIMARY KEY, a varchar(10)) CHARSET utf8mb3 COLLATE utf8mb3_bin;
CREATE TABLE wide (id int PRIMARY KEY, a varchar(10) CHARACTER SET utf16, b varchar(10) CHARACTER SET utf32, c varchar(10) CHARACTER SET ucs2, d varchar(10) CHARACTER SET sjis, e varchar(10) CHARACTER SET cp1251);
INSERT INTO latin VALUES (1, 'größe', 'é', '☃', 'x');
INSERT INTO mixed (id, a, b) VALUES (1, '𝄞', 'ß');
INSERT INTO wide VALUES (1, 'ü', '𝄞', 'é', 'あ', 'Я');
