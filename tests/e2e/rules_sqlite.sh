#!/bin/sh
# What is SQLite's own: rebuilt tables and what stands on them, triggers in SQL revisions, the lock.
. "$(dirname "$0")/lib.sh"

# revision ID 'PARENTS' MESSAGE: its halves on standard input.
revision() {
    {
        printf 'revision: %s\nrevises: [%s]\nmessage: %s\n' "$1" "$2" "$3"
        cat
    } >"migrations/versions/$1_r.yml"
}

# adds ID 'PARENTS' TABLE: a revision that creates a table.
adds() {
    revision "$1" "$2" "Table $3" <<END
upgrade:
- create_table: $3
  columns:
    id: {type: integer, primary_key: true}
    name: {type: string(50), nullable: true}
downgrade:
- drop_table: $3
END
}

commit() {
    git add -A
    git commit -q --no-verify -m Work
}

bare() { # NAME: a project without entities or hooks
    new_repo "$1"
    new_database
    run 0 fxgit init --no-hooks --database "$DB"
}

bare script
adds aaaaaaaaaaaa '' one
commit
run 0 fxgit upgrade --sql
[ ! -e app.db ] || fail 'a script made the database'
ok 'a script makes no file'

bare keys
write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  email: {type: string(255), unique: true}
END
run 0 fxgit new -m 'Users'
run 0 fxgit upgrade
db "SELECT sql FROM sqlite_master WHERE name = 'user'" >"$T/sql"
file_has "$T/sql" uq_user_email
ok 'a constraint has its name in the table'

# What the model does not hold is refused by name, and never dropped.
holds() { # NAME 'SQL that makes it' 'WORDS OF THE REFUSAL'
    bare "$1"
    adds aaaaaaaaaaaa '' one
    sed -i 's/string(50)/text/' migrations/versions/aaaaaaaaaaaa_r.yml
    commit
    run 0 fxgit upgrade
    db "$2"
    db "INSERT INTO one (id, name) VALUES (1, 'Ada')"
    before=$(dump)
    revision bbbbbbbbbbbb aaaaaaaaaaaa 'Rebuild' <<'END'
upgrade:
- alter_column: one.name
  type: string(80)
downgrade:
- alter_column: one.name
  type: text
END
    commit
    run 1 fxgit upgrade
    err_has one
    err_has "$3"
    same "the database after: $1" "$(dump)" "$before"
}
holds generated 'ALTER TABLE one ADD COLUMN loud TEXT AS (upper(name)) VIRTUAL' loud
holds strict 'DROP TABLE one;
    CREATE TABLE one (id INTEGER NOT NULL PRIMARY KEY, name TEXT) STRICT' strict
holds rowid 'DROP TABLE one;
    CREATE TABLE one (id INTEGER NOT NULL PRIMARY KEY, name TEXT) WITHOUT ROWID' rowid
holds expression 'CREATE INDEX ix_lower ON one (lower(name))' ix_lower
ok 'a generated column, STRICT, WITHOUT ROWID and an index of an expression that no revision made are refused by name'

bare views
adds aaaaaaaaaaaa '' one
commit
run 0 fxgit upgrade
db "CREATE VIEW loud AS SELECT upper(name) AS name FROM one;
    CREATE TRIGGER twice AFTER INSERT ON one BEGIN UPDATE one SET name = name || name WHERE id = new.id; END;
    INSERT INTO one (name) VALUES ('ada')"
revision bbbbbbbbbbbb aaaaaaaaaaaa 'Rebuild' <<'END'
upgrade:
- alter_column: one.name
  type: string(80)
downgrade:
- alter_column: one.name
  type: string(50)
END
commit
run 0 fxgit upgrade
same 'the view' "$(db 'SELECT name FROM loud')" ADAADA
db "INSERT INTO one (name) VALUES ('bob')"
same 'the trigger' "$(db 'SELECT name FROM one WHERE id = 2')" bobbob
revision cccccccccccc bbbbbbbbbbbb 'Drop' <<'END'
upgrade:
- drop_table: one
downgrade:
- create_table: one
  columns:
    id: {type: integer, primary_key: true}
    name: {type: string(80), nullable: true}
END
before=$(dump)
run 6 fxgit upgrade --yes
err_has 'after cccccccccccc: view loud would not work: '
same 'the database' "$(dump)" "$before"
ok 'a rebuild keeps views and triggers; a table that a view reads is not dropped'

bare trigger
adds aaaaaaaaaaaa '' one
write migrations/versions/eeeeeeeeeeee_trigger.sql <<'REVISION'
-- fxgit:revision eeeeeeeeeeee
-- fxgit:revises aaaaaaaaaaaa
-- fxgit:message A trigger; and a note
-- fxgit:upgrade
CREATE TRIGGER mark AFTER INSERT ON one BEGIN
    UPDATE one SET name = 'a;b' WHERE id = new.id; -- ; here too
    UPDATE one SET name = name || CASE WHEN new.id > 1 THEN 2 ELSE 1 END WHERE id = new.id;
END;
CREATE TABLE note (id INTEGER NOT NULL PRIMARY KEY, body TEXT);
-- fxgit:state
-- - create_table: note
--   columns:
--     id: {type: integer, primary_key: true}
--     body: {type: text, nullable: true}
-- fxgit:downgrade
DROP TABLE note;
DROP TRIGGER mark;
-- fxgit:state
-- - drop_table: note
REVISION
write entities/one.yml <<'END'
table: one
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(50), nullable: true}
END
write entities/note.yml <<'END'
table: note
columns:
  id: {type: integer, primary_key: true}
  body: {type: text, nullable: true}
END
commit
run 0 fxgit upgrade
run 0 fxgit check
db "INSERT INTO one (id, name) VALUES (7, 'x')"
same 'what the trigger did' "$(db 'SELECT name FROM one WHERE id = 7')" 'a;b2'
run 0 fxgit status
out_has 'in sync'
run 0 fxgit downgrade -1 --yes
same 'triggers' "$(db "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")" 0
ok 'a revision in SQL, with the body of a trigger'

# ---- another process holds the file ----
mkfifo "$T/hold" "$T/held"
sqlite3 -batch app.db <"$T/hold" >"$T/held" &
exec 3>"$T/hold" 4<"$T/held"
echo "BEGIN EXCLUSIVE; SELECT 'held';" >&3
read -r answer <&4
same 'the lock' "$answer" 'held'
run 7 fxgit upgrade --lock-timeout 1
err_has 'app.db'
echo 'ROLLBACK;' >&3
exec 3>&- 4<&-
wait
run 0 fxgit upgrade --lock-timeout 1
ok 'a lock is waited for as long as was asked for'
