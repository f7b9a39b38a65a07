CREATE TABLE session (id char(32) PRIMARY KEY, expires_at datetime NOT NULL, KEY session_expires (expires_at));
CREATE EVENT clean_sessions ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE COMMENT 'nightly; it''s' DO DELETE FROM session WHERE expires_at < now();
DELIMITER |
CREATE EVENT more ON SCHEDULE EVERY 1 HOUR ON COMPLETION PRESERVE DISABLE DO BEGIN
    DELETE FROM session WHERE id = '';
    DELETE FROM session WHERE id = ';';
END |
DELIMITER ;
INSERT INTO session VALUES ('x', '2024-01-01 00:00:00');
