-- refused: COMPRESSED
CREATE TABLE squeezed (id int AUTO_INCREMENT PRIMARY KEY, a text) PAGE_COMPRESSED=1;
CREATE TABLE levelled (id int PRIMARY KEY, a text) PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=9;
CREATE TABLE packed_columns (id int PRIMARY KEY, a text COMPRESSED, b varchar(1000) COMPRESSED=zlib, c blob COMPRESSED NOT NULL);
INSERT INTO squeezed (a) VALUES (repeat('x', 100));
INSERT INTO packed_columns VALUES (1, 'a', 'b', 'c');
