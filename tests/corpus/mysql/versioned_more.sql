-- refused: system versioned
CREATE TABLE rate (id int PRIMARY KEY, amount int, note text WITHOUT SYSTEM VERSIONING, valid_from timestamp(6) GENERATED ALWAYS AS ROW START, valid_to timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (valid_from, valid_to)) WITH SYSTEM VERSIONING;
CREATE TABLE booking (room int NOT NULL, d1 date NOT NULL, d2 date NOT NULL, PERIOD FOR stay (d1, d2), UNIQUE (room, stay WITHOUT OVERLAPS));
INSERT INTO rate (id, amount) VALUES (1, 5);
INSERT INTO booking VALUES (1, '2024-01-01', '2024-01-05');
