CREATE TABLE author (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL, code char(3) UNIQUE);
CREATE TABLE book (id int AUTO_INCREMENT PRIMARY KEY, author_id int NOT NULL, editor_id int, reader_id int, code char(3), other_id int DEFAULT 1, CONSTRAINT book_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT book_editor FOREIGN KEY (editor_id) REFERENCES author (id) ON DELETE SET NULL, CONSTRAINT book_reader FOREIGN KEY (reader_id) REFERENCES author (id) ON DELETE RESTRICT ON UPDATE NO ACTION, FOREIGN KEY (code) REFERENCES author (code) ON UPDATE SET NULL, FOREIGN KEY named (other_id) REFERENCES author (id));
CREATE TABLE review (id int PRIMARY KEY, book_id int REFERENCES book (id) ON DELETE CASCADE);
INSERT INTO author (name, code) VALUES ('A', 'aaa'), ('B', NULL);
INSERT INTO book (author_id, editor_id, code) VALUES (1, 2, 'aaa'), (2, NULL, NULL);
INSERT INTO review VALUES (1, 1);
