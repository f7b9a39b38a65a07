CREATE TABLE documents (id int AUTO_INCREMENT PRIMARY KEY, body json, meta json NOT NULL DEFAULT '{}', list json DEFAULT (json_array()), plain longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, checked longtext CHECK (json_valid(checked)));
INSERT INTO documents (body) VALUES ('{"a": [1, 2.5, null, true, "x\\"y"]}'), (NULL), ('[]');
CREATE TABLE settings (name varchar(50) PRIMARY KEY, value json, theme varchar(20) AS (json_unquote(json_extract(value, '$.theme'))) VIRTUAL, KEY settings_theme (theme));
INSERT INTO settings (name, value) VALUES ('ui', '{"theme": "dark"}');
