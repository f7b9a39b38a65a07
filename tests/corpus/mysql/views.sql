CREATE TABLE item (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL, price decimal(8,2), kind enum('a','b') DEFAULT 'a');
CREATE TABLE sale (id int AUTO_INCREMENT PRIMARY KEY, item_id int NOT NULL, n int NOT NULL DEFAULT 1, KEY (item_id), FOREIGN KEY (item_id) REFERENCES item (id));
CREATE VIEW cheap AS SELECT id, name FROM item WHERE price < 10;
CREATE VIEW a_first (n, what) AS SELECT count(*), 'it''s; x' FROM cheap;
CREATE OR REPLACE VIEW totals AS SELECT i.name AS name, sum(s.n * i.price) AS total, `i`.`kind` FROM item i LEFT JOIN sale s ON s.item_id = i.id GROUP BY i.id HAVING total > 0 ORDER BY 1;
CREATE VIEW both_kinds AS SELECT id FROM item WHERE kind = 'a' UNION ALL SELECT item_id FROM sale;
INSERT INTO item (name, price) VALUES ('pen', 1.20), ('desk', 199);
INSERT INTO sale (item_id, n) VALUES (1, 5);
