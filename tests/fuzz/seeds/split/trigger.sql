CREATE TABLE a (b INTEGER, c TEXT DEFAULT 'x;y''z'); -- one; two
/* three;
 four */ INSERT INTO a VALUES (1.5e-3, X'00ff'), (?1, :name);
CREATE TEMP TRIGGER t AFTER INSERT ON a WHEN new.b > CASE WHEN 1 THEN 2 ELSE 3 END BEGIN
  UPDATE a SET c = CASE b WHEN 1 THEN 'a' END WHERE "odd;name" = `x;y` OR [z;w] <> 0;
  SELECT 1;
END;
SELECT b || c, b->>'$.x', b <= 1, b << 2 FROM a
