-- refused: rules
CREATE TABLE a (id integer);
CREATE RULE no_delete AS ON DELETE TO a DO INSTEAD NOTHING;
