SET NAMES utf8mb4;
CREATE TABLE lang (code varchar(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, name varchar(50) NOT NULL);
CREATE TABLE text_of (id int AUTO_INCREMENT PRIMARY KEY, lang varchar(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, body text COLLATE utf8mb4_unicode_ci, CONSTRAINT text_lang FOREIGN KEY (lang) REFERENCES lang (code) ON UPDATE CASCADE);
INSERT INTO lang VALUES ('de', 'Deutsch'), ('DE', 'other');
INSERT INTO text_of (lang, body) VALUES ('de', 'Grüße');
