CREATE TABLE a (id int NOT NULL PRIMARY KEY, b int unsigned zerofill DEFAULT 7, c char(3) binary, d varchar(10) ascii, e varchar(10) unicode, f national varchar(10), g double precision, h int signed, i integer unsigned, j int2, k int3, l int8, m float4, n float8, o middleint, p character varying(12), q long, r long varbinary, s char byte);
CREATE TABLE wide (id int PRIMARY KEY, a varchar(16000), b varbinary(100), c varchar(191) CHARACTER SET ascii, d text(300), e blob(300), f year(4), g bit(1) NOT NULL DEFAULT b'0', h bit(3) DEFAULT b'101');
INSERT INTO wide (id, a) VALUES (1, 'x');
