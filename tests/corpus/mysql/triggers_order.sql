-- refused: not in the order of names
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE TABLE log (n int, what varchar(20));
CREATE TRIGGER z_first BEFORE INSERT ON t FOR EACH ROW SET NEW.a = coalesce(NEW.a, 1);
CREATE TRIGGER a_second BEFORE INSERT ON t FOR EACH ROW FOLLOWS z_first SET NEW.b = NEW.a * 2;
CREATE TRIGGER m_between BEFORE INSERT ON t FOR EACH ROW PRECEDES a_second SET NEW.a = NEW.a + 1;
DELIMITER ;;
CREATE TRIGGER `odd name` AFTER UPDATE ON t FOR EACH ROW this_one: BEGIN
    DECLARE i int DEFAULT 0;
    IF NEW.a = OLD.a THEN LEAVE this_one; END IF;
    WHILE i < 2 DO
        SET i = i + 1;
        INSERT INTO log VALUES (i, 'changed;');
    END WHILE;
END;;
DELIMITER ;
INSERT INTO t (id) VALUES (1);
UPDATE t SET a = 5;
