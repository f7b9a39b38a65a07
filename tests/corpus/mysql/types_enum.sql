SET NAMES utf8mb4;
CREATE TABLE shirts (id int PRIMARY KEY, size enum('s','m','l') NOT NULL DEFAULT 'm', colors set('red','green','blue') DEFAULT 'red,blue', odd enum('it''s','a,b','','"','ü','back\\slash') CHARACTER SET utf8mb4, one enum('only'), many set('1','2','3','4') NOT NULL DEFAULT '');
INSERT INTO shirts VALUES (1, 's', 'red,green,blue', 'it''s', 'only', '1,4'), (2, 'l', '', 'a,b', NULL, ''), (3, 'm', NULL, '', NULL, '2');
CREATE TABLE states (code enum('new','done') PRIMARY KEY, label varchar(20) NOT NULL);
CREATE TABLE jobs (id int AUTO_INCREMENT PRIMARY KEY, state enum('new','done') NOT NULL, KEY (state), FOREIGN KEY (state) REFERENCES states (code));
INSERT INTO states VALUES ('new', 'New'), ('done', 'Done');
INSERT INTO jobs (state) VALUES ('done');
