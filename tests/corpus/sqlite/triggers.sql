CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT, changed DATETIME);
CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER user_ai AFTER INSERT ON user BEGIN
  INSERT INTO log (what) VALUES ('new; ' || new.name); -- END;
END;
CREATE TRIGGER user_au AFTER UPDATE OF name ON user FOR EACH ROW WHEN old.name <> new.name BEGIN
  UPDATE user SET changed = CURRENT_TIMESTAMP WHERE id = new.id;
  INSERT INTO log (what) SELECT CASE WHEN new.name IS NULL THEN 'gone' ELSE 'changed' END;
END;
CREATE TRIGGER "user bd" BEFORE DELETE ON user BEGIN SELECT RAISE(ABORT, 'never'); END;
INSERT INTO user (name) VALUES ('Ada');
