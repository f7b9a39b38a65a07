CREATE TABLE line (id int AUTO_INCREMENT PRIMARY KEY, amount int NOT NULL, price decimal(8,2) NOT NULL, total decimal(12,2) AS (amount * price) STORED, label varchar(50) GENERATED ALWAYS AS (concat('#', id_text, ';')) VIRTUAL, id_text varchar(10) NOT NULL DEFAULT 'x', upper_label varchar(50) AS (upper(id_text)) PERSISTENT, doubled int AS (amount * 2), KEY line_total (total), KEY line_doubled (doubled), UNIQUE KEY line_both (upper_label, amount));
INSERT INTO line (amount, price, id_text) VALUES (2, 1.25, 'it''s'), (3, 0.10, 'b');
CREATE TABLE of_generated (id int PRIMARY KEY, a int, b int AS (a + 1) VIRTUAL, c int AS (b + 1) VIRTUAL, d varchar(10) AS (if(a > 0, 'plus', 'minus')) STORED COMMENT 'the sign', e varchar(20) CHARACTER SET latin1 AS (concat(a, '')) VIRTUAL, CHECK (b > 0));
INSERT INTO of_generated (id, a) VALUES (1, 1);
CREATE TABLE keyed (body json, kind varchar(20) AS (json_value(body, '$.kind')) STORED, UNIQUE KEY (kind));
INSERT INTO keyed (body) VALUES ('{"kind": "x"}');
