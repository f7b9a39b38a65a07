-- refused: system versioned
CREATE TABLE price (id int PRIMARY KEY, amount decimal(8,2)) WITH SYSTEM VERSIONING;
INSERT INTO price VALUES (1, 2.50);
UPDATE price SET amount = 3;
