CREATE TABLE places (id int AUTO_INCREMENT PRIMARY KEY, spot point NOT NULL, area polygon, route linestring, anything geometry, several geometrycollection, spots multipoint, routes multilinestring, areas multipolygon, SPATIAL KEY places_spot (spot)) ENGINE=InnoDB;
INSERT INTO places (spot, area) VALUES (ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POLYGON((0 0,0 1,1 1,0 0))'));
CREATE TABLE marks (id int PRIMARY KEY, at point REF_SYSTEM_ID=4326 NOT NULL);
CREATE SPATIAL INDEX marks_at ON marks (at);
