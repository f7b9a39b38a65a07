CREATE TABLE article (id int AUTO_INCREMENT PRIMARY KEY, title varchar(200) NOT NULL, slug varchar(100), body text, author varchar(50), at datetime, KEY article_author (author), KEY article_author_at (author, at), KEY article_body (body(20)), UNIQUE KEY article_slug (slug(50)), KEY article_mix (author(10), at, title(5)), KEY (title));
CREATE INDEX article_hash USING BTREE ON article (at);
CREATE INDEX article_at_desc ON article (at DESC, id);
CREATE INDEX article_two ON article (author DESC, title ASC);
INSERT INTO article (title, slug) VALUES ('One', 'one');
CREATE TABLE same (a int, b int, KEY a_1 (a), KEY a_2 (a), KEY ab (a, b), KEY ba (b, a));
