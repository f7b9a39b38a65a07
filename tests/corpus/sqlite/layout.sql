create table a(id integer primary key,x text not null default'a',y integer check(y>0),foreign key(y)references a(id));
CREATE   TABLE
  b
(
	id	INTEGER	,
	x	TEXT	NOT	NULL	,
	PRIMARY	KEY	(	id	)
)
;
