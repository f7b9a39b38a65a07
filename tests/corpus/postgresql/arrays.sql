CREATE TABLE t (a integer[], b text[] NOT NULL DEFAULT '{}', c varchar(10)[], d numeric(8,2)[], e timestamptz[], f jsonb[], g integer[] DEFAULT ARRAY[1,2]);
