#!/bin/sh
# A database that is there becomes a project, and what changes in it from outside is seen.
. "$(dirname "$0")/lib.sh"

new_repo old
sqlite3 app.db <<'END'
CREATE TABLE "order" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, "group" TEXT COLLATE NOCASE, "Odd name!" INT,
    price DECIMAL(10,2) DEFAULT 1.50 CHECK (price >= 0 -- never less
        AND price < 1000), made TEXT DEFAULT CURRENT_TIMESTAMP, live BOOLEAN DEFAULT 1, nothing_said,
    UNIQUE ("group", "Odd name!"));
CREATE TABLE pair (a INT, b INT, name TEXT UNIQUE NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE child (
    id INTEGER PRIMARY KEY, pa INT, PB INT, self INT REFERENCES child ON DELETE SET NULL,
    ord INTEGER REFERENCES "order" DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_pair FOREIGN KEY (PA, pb) REFERENCES pair (A, b) ON UPDATE CASCADE);
CREATE TABLE one (id INTEGER PRIMARY KEY, two_id INTEGER REFERENCES two (id));
CREATE TABLE two (id INTEGER PRIMARY KEY, one_id INTEGER REFERENCES one (id));
CREATE TABLE st (id INTEGER PRIMARY KEY, any ANY, t TEXT NOT NULL, g INTEGER AS (id * 2) STORED) STRICT;
CREATE UNIQUE INDEX ix_low ON st (lower(t) COLLATE RTRIM DESC, ID) WHERE t <> '';
CREATE VIEW v AS SELECT * FROM child;
CREATE TRIGGER trg AFTER INSERT ON child BEGIN SELECT 1; END;
INSERT INTO pair VALUES (1, 2, 'x');
INSERT INTO child (id, pa, pb) VALUES (1, 1, 2);
END
before=$(sqlite3 app.db .dump)
run 0 fxgit init --from-database --database sqlite:///app.db
out_has 'entities/order.yml'
out_has 'entities/v.yml'
out_has 'entities/trg.yml'
same 'what was there' "$(sqlite3 app.db "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'fxgit%' AND name NOT LIKE 'sqlite%' ORDER BY 1" | tr '\n' ' ')" \
    'child ix_low one order pair st trg two v '
case $(sqlite3 app.db .dump) in *"$(echo "$before" | sed -n 3p)"*) ;; *) fail 'a table was changed' ;; esac
run 0 fxgit new
out_has 'nothing to do'
run 0 fxgit drift
out_has 'is what its revisions say'
run 0 fxgit status
out_has 'in sync'
run 0 fxgit check
ok 'a database is adopted: entities, a revision, the ledger, no difference'

run 0 fxgit inspect
cp "$T/out" "$T/first"
run 0 fxgit upgrade --database sqlite:///fresh.db
run 0 fxgit inspect --database sqlite:///fresh.db
cmp "$T/out" "$T/first" >&2 || fail 'a fresh build differs'
err_empty
run 0 fxgit --database sqlite:///fresh.db drift
run 0 fxgit --database sqlite:///fresh.db downgrade base --yes
same 'what is left' "$(sqlite3 fresh.db "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'fxgit%' AND name NOT LIKE 'sqlite%'")" 0
ok 'a fresh build gives the same bytes, and goes again'

sqlite3 app.db 'ALTER TABLE two ADD COLUMN extra TEXT; DROP TABLE one; CREATE TABLE stray (x INT)'
run 1 fxgit drift
out_has 'two.extra'
out_has 'one'
out_has 'stray'
run 1 fxgit drift --sql
out_has 'DROP TABLE "stray"'
run 1 fxgit drift --sql --reverse
out_has 'CREATE TABLE "stray"'
run 1 fxgit drift --json
out_has '"different": true'
run 2 fxgit drift --reverse
printf 'ignore: {tables: [stray]}\n' >>fxgit.yml
run 1 fxgit drift
out_lacks stray
ok 'drift names what was changed from outside, as steps and as SQL either way'

run 1 fxgit init --from-database --database sqlite:///app.db
err_has 'has revisions already'
sqlite3 app.db 'CREATE TABLE one (id INTEGER PRIMARY KEY, two_id INTEGER REFERENCES two (id))'
run 1 fxgit inspect --write
err_has 'is there already, with another text'
ok 'what is there is not written over'

new_repo refused
sqlite3 app.db "CREATE TABLE good (id INTEGER PRIMARY KEY); CREATE TABLE bad (id INTEGER PRIMARY KEY, x INT NOT NULL ON CONFLICT REPLACE)"
run 1 fxgit init --from-database --database sqlite:///app.db
err_has 'bad (NOT NULL ON CONFLICT replace)'
[ ! -e entities/good.yml ] || fail 'a half was written'
printf 'ignore: {tables: [bad]}\n' >>fxgit.yml
run 0 fxgit init --from-database
[ -e entities/good.yml ] || fail 'nothing was adopted'
run 0 fxgit drift
new_repo nothing
run 6 fxgit init --from-database --database sqlite:///no.db
[ ! -e fxgit.yml ] || fail 'a project was begun'
ok 'what cannot be held is refused by name, and nothing is half done'

new_repo others
sql app.db 'CREATE TABLE theirs (id INTEGER PRIMARY KEY)' 'CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER REFERENCES nowhere (id))' \
    'CREATE TABLE b (id INTEGER PRIMARY KEY, their_id INTEGER REFERENCES theirs (id), a_id INTEGER REFERENCES a)'
run 1 fxgit init --from-database --no-hooks --database sqlite:///app.db
err_has "refers to table 'nowhere', which is not there"
printf 'ignore: {tables: [nowhere, theirs]}\n' >>fxgit.yml
run 0 fxgit init --from-database --no-hooks
run 0 fxgit new
out_has 'nothing to do'
run 0 fxgit drift
run 0 fxgit check --prove
printf 'table: c\ncolumns:\n  id: {type: integer, primary_key: true}\n' >entities/c.yml
run 0 fxgit new -m 'c'
printf 'table: c\ncolumns:\n  id: {type: integer, primary_key: true}\n  their_id: {type: integer, nullable: true, references: theirs.id}\n' >entities/c.yml
run 0 fxgit new -m 'c refers'
run 0 fxgit upgrade
run 0 fxgit drift
run 0 fxgit downgrade base --yes
same 'what is left' "$(sql app.db "SELECT group_concat(name) FROM sqlite_schema WHERE name NOT LIKE 'fxgit%' AND name NOT LIKE 'sqlite%'")" 'theirs'
ok 'a foreign key may refer to an ignored table'
