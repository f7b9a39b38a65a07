CREATE TABLE booking (id integer PRIMARY KEY, room int4range, during tsrange, EXCLUDE USING gist (room WITH &&, during WITH &&), CONSTRAINT once EXCLUDE (id WITH =) WHERE (id > 3));
