CREATE TABLE checked (id int PRIMARY KEY, age int CHECK (age >= 0), price decimal(8,2) NOT NULL CHECK (price > 0 AND price < 1e6), name varchar(20) CHECK (name <> '' AND name NOT LIKE '%;%'), low int, high int, mail varchar(50), CHECK (low <= high), CONSTRAINT `mail has @` CHECK (mail LIKE '%@%'), CONSTRAINT checked_both CHECK (low IS NULL OR high IS NOT NULL));
INSERT INTO checked VALUES (1, 5, 1.50, 'it''s', 1, 2, 'a@b');
ALTER TABLE checked ADD CONSTRAINT added CHECK (age < 200), ADD CHECK (char_length(name) > 1);
CREATE TABLE quoted (id int PRIMARY KEY, `a b` varchar(10), s varchar(10), CHECK (`a b` IN ('x', 'it''s', "d\"q", 'back\\slash')), CONSTRAINT by_pattern CHECK (s RLIKE '^[a-z]+$'), CHECK (CASE WHEN id > 5 THEN s IS NOT NULL ELSE true END), CHECK (json_valid(s) OR s BETWEEN 'a' AND 'b'));
INSERT INTO quoted VALUES (1, 'it''s', NULL);
