-- refused: comment on index
SET NAMES utf8mb4;
CREATE TABLE commented (id int PRIMARY KEY COMMENT 'the key', a varchar(10) DEFAULT 'x' COMMENT 'it''s "quoted"', b int COMMENT 'back\\slash and \nnewline', c int COMMENT '', d int COMMENT 'ünï ☃; -- not one /* nor this */ # nor this', KEY a_key (a) COMMENT 'of an index') COMMENT='a table; it''s \\ "one"';
CREATE TABLE plain (id int PRIMARY KEY) COMMENT '';
CREATE TABLE long_comment (id int PRIMARY KEY COMMENT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') COMMENT 'cr\r\nlf, tab\t, percent %s %% and $1 :x ?';
