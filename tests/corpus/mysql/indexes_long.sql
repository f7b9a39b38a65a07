-- refused: hash of long values
CREATE TABLE link (id int PRIMARY KEY, url text, hash varchar(3000), UNIQUE KEY link_url (url) USING HASH);
CREATE TABLE cache (name varchar(64) NOT NULL, value varbinary(100), KEY cache_name (name) USING HASH, PRIMARY KEY (name) USING BTREE) ENGINE=MEMORY;
CREATE TABLE sized (id int PRIMARY KEY, a varchar(100), KEY sized_a (a) KEY_BLOCK_SIZE=8) ROW_FORMAT=COMPRESSED;
INSERT INTO link VALUES (1, 'https://example.com/?a=1;b=2', 'x');
