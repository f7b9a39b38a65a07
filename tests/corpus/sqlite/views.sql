CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);
CREATE VIEW adult AS SELECT id, name FROM user WHERE age >= 18;
CREATE VIEW elder (id, called) AS SELECT a.id, a.name FROM adult a JOIN user u ON u.id = a.id WHERE u.age > 80;
CREATE VIEW "odd view" AS -- with a note; and a semicolon
  SELECT count(*) AS "how many" FROM "adult";
INSERT INTO user VALUES (1, 'Ada', 36);
