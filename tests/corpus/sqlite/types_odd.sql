CREATE TABLE a (id INTEGER PRIMARY KEY, x CHAR(0), y NUMERIC(2, 9), z VARCHAR(0), w DECIMAL(0), v TIMESTAMP WITH TIME ZONE, u INTEGER(11),
  t TINYINT UNSIGNED (1), s "CHAR ( 3 )", q VARCHAR(255) , p LONGVARCHAR, o FLOAT(7,2), n NATIVE CHARACTER(70), m UNSIGNED BIG INT);
CREATE TABLE moz_meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE states (state_id INTEGER NOT NULL, entity_id CHAR(0), last_updated_ts FLOAT, old_state_id INTEGER, attributes_id INTEGER, context_id_bin BLOB, PRIMARY KEY (state_id), FOREIGN KEY(old_state_id) REFERENCES states (state_id));
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states (entity_id, last_updated_ts);
