CREATE TABLE node (id int AUTO_INCREMENT PRIMARY KEY, parent_id int, root_id int, name varchar(20), CONSTRAINT node_parent FOREIGN KEY (parent_id) REFERENCES node (id) ON DELETE CASCADE, CONSTRAINT node_root FOREIGN KEY (root_id) REFERENCES node (id));
INSERT INTO node (id, parent_id, root_id, name) VALUES (1, NULL, 1, 'root'), (2, 1, 1, 'leaf'), (3, 2, 1, 'leaf of leaf');
CREATE TABLE pair (a int NOT NULL, b int NOT NULL, up_a int, up_b int, PRIMARY KEY (a, b), FOREIGN KEY (up_a, up_b) REFERENCES pair (a, b));
INSERT INTO pair VALUES (1, 1, NULL, NULL), (1, 2, 1, 1);
