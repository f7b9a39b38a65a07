create table loose(id int primary key,a int,b int,index(a),index(b));
CREATE TABLE `like_this` LIKE `loose`;
ALTER TABLE like_this ADD COLUMN first_one int FIRST, ADD COLUMN between_them int AFTER a, DROP COLUMN b;
create table selected (id int not null primary key) select 1 as id, 'x' as name, now() as at;
CREATE TABLE # a comment
tabbed	(
	id	int	-- another; one
	PRIMARY	KEY, /* and /* one more; */
	a	int	default 1
);
CREATE TABLE inline_reference (id int PRIMARY KEY, loose_id int REFERENCES loose (id), CONSTRAINT named CHECK (id > 0));
