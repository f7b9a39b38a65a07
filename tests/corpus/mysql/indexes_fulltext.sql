CREATE TABLE page (id int AUTO_INCREMENT PRIMARY KEY, title varchar(200), body mediumtext, FULLTEXT KEY page_body (body), FULLTEXT KEY page_both (title, body));
CREATE FULLTEXT INDEX page_title ON page (title);
INSERT INTO page (title, body) VALUES ('Hello', 'hello world');
CREATE TABLE note (id int PRIMARY KEY, word varchar(50), FULLTEXT (word)) ENGINE=Aria;
