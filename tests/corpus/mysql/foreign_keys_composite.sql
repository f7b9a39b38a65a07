CREATE TABLE country (code char(2) NOT NULL, region smallint NOT NULL, name varchar(50), PRIMARY KEY (code, region), UNIQUE KEY country_back (region, code));
CREATE TABLE city (id int PRIMARY KEY, country char(2), region smallint, name varchar(50), CONSTRAINT city_country FOREIGN KEY (country, region) REFERENCES country (code, region) ON UPDATE CASCADE);
CREATE TABLE street (city_id int NOT NULL, name varchar(50) NOT NULL, country char(2) NOT NULL, region smallint NOT NULL, PRIMARY KEY (city_id, name), CONSTRAINT street_city FOREIGN KEY (city_id) REFERENCES city (id) ON DELETE CASCADE, CONSTRAINT street_country FOREIGN KEY (region, country) REFERENCES country (region, code));
INSERT INTO country VALUES ('de', 1, 'Germany'), ('fr', 2, 'France');
INSERT INTO city VALUES (1, 'de', 1, 'Berlin'), (2, NULL, 7, 'Nowhere');
INSERT INTO street VALUES (1, 'Allee', 'de', 1);
