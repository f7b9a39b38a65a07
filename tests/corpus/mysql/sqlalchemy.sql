CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE user (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	name VARCHAR(50) NOT NULL, 
	fullname VARCHAR(200), 
	is_active BOOL, 
	kind ENUM('admin','user') NOT NULL, 
	created DATETIME DEFAULT now(), 
	picture BLOB, 
	price NUMERIC(10, 2), 
	ratio FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	CHECK (is_active IN (0, 1))
);
CREATE INDEX ix_user_fullname ON user (fullname);
CREATE TABLE address (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	user_id INTEGER, 
	email VARCHAR(100) COMMENT 'the mail', 
	PRIMARY KEY (id), 
	CONSTRAINT fk_address_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
)COMMENT='addresses';
CREATE TABLE association (
	left_id INTEGER NOT NULL, 
	right_id INTEGER NOT NULL, 
	PRIMARY KEY (left_id, right_id), 
	FOREIGN KEY(left_id) REFERENCES user (id), 
	FOREIGN KEY(right_id) REFERENCES address (id)
);
INSERT INTO alembic_version (version_num) VALUES ('27c6a30d7c24');
INSERT INTO user (name, kind, created) VALUES ('a', 'admin', '2024-01-01');
