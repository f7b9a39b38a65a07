CREATE TABLE account (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50), balance decimal(10,2) NOT NULL DEFAULT 0, updated_at datetime);
CREATE TABLE account_log (id int AUTO_INCREMENT PRIMARY KEY, account_id int, what varchar(100), at datetime DEFAULT current_timestamp);
CREATE TRIGGER account_touch BEFORE UPDATE ON account FOR EACH ROW SET NEW.updated_at = now();
DELIMITER //
CREATE TRIGGER account_insert AFTER INSERT ON account FOR EACH ROW
BEGIN
    -- always; really
    IF NEW.balance < 0 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'it''s negative;';
    ELSE
        INSERT INTO account_log (account_id, what, at) VALUES (NEW.id, CASE WHEN NEW.name IS NULL THEN 'none' ELSE NEW.name END, '2024-01-01');
    END IF;
END//
CREATE TRIGGER account_delete BEFORE DELETE ON account FOR EACH ROW BEGIN
    DELETE FROM account_log WHERE account_id = OLD.id;
END//
DELIMITER ;
INSERT INTO account (name, balance) VALUES ('a', 1), (NULL, 2);
