CREATE TABLE one (id int);
CREATE TABLE two (a varchar(10));
