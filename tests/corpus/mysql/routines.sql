CREATE TABLE item (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50), price decimal(8,2));
DELIMITER $$
CREATE PROCEDURE raise_prices(IN percent int, OUT n int)
    MODIFIES SQL DATA
    COMMENT 'it''s; done'
BEGIN
    DECLARE done boolean DEFAULT false;
    DECLARE one int;
    DECLARE c CURSOR FOR SELECT id FROM item;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = true;
    SET n = 0;
    OPEN c;
    each_item: LOOP
        FETCH c INTO one;
        IF done THEN LEAVE each_item; END IF;
        UPDATE item SET price = price * (1 + percent / 100) WHERE id = one;
        SET n = n + 1;
    END LOOP;
    CLOSE c;
END$$
CREATE FUNCTION with_tax(p decimal(8,2)) RETURNS decimal(10,2) DETERMINISTIC
BEGIN
    RETURN CASE WHEN p IS NULL THEN 0 ELSE p * 1.19 END;
END$$
DELIMITER ;
CREATE FUNCTION plus_one(n int) RETURNS int DETERMINISTIC RETURN n + 1;
CREATE PROCEDURE clear_items() SQL SECURITY INVOKER DELETE FROM item;
CREATE VIEW taxed AS SELECT name, with_tax(price) AS price FROM item;
INSERT INTO item (name, price) VALUES ('a', 1);
