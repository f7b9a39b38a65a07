-- refused: INVISIBLE
CREATE TABLE hidden (id int PRIMARY KEY, shown varchar(10), secret varchar(10) INVISIBLE, counted int NOT NULL DEFAULT 5 INVISIBLE, at datetime DEFAULT current_timestamp INVISIBLE);
INSERT INTO hidden (id, shown, secret, at) VALUES (1, 'a', 'b', '2024-01-01');
CREATE TABLE hidden_key (id int AUTO_INCREMENT INVISIBLE PRIMARY KEY, name varchar(10));
INSERT INTO hidden_key (name) VALUES ('x'), ('y');
