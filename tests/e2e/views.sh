#!/bin/sh
# Views and triggers: made, changed, kept around what happens to their tables, adopted, watched.
. "$(dirname "$0")/lib.sh"

entity() { write "entities/$1.yml"; }
one_line() { paste -s -d "${1:- }"; }
triggers() {
    case $engine in
    sqlite) db "SELECT name FROM sqlite_schema WHERE type = 'trigger'" ;;
    postgresql) db "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal" ;;
    mysql) db "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()" ;;
    esac | sort | one_line
}
in_sync() {
    run 0 fxgit diff
    same 'the difference' "$(cat "$T/out")" ''
    run 0 fxgit drift
}

new_repo
new_database
run 0 fxgit init --database "$DB" --no-hooks
entity member <<'END'
table: member
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(100)}
  age: {type: integer, nullable: true}
END
entity log <<'END'
table: log
columns:
  id: {type: integer, primary_key: true}
  what: {type: text}
END
entity adult <<'END'
view: adult
sql: CREATE VIEW adult AS SELECT id, name FROM member WHERE age >= 18;
END
entity elder <<'END'
view: elder
sql: CREATE VIEW elder AS SELECT id, name FROM adult WHERE id IN (SELECT id FROM member WHERE age >= 80)
END
entity user_ai <<'EOF'
trigger: member.user_ai
sql:
  sqlite: |
    CREATE TRIGGER user_ai AFTER INSERT ON member BEGIN
      INSERT INTO log (what) VALUES ('new; ' || new.name);
    END;
  postgresql: CREATE TRIGGER user_ai AFTER INSERT ON member FOR EACH ROW EXECUTE FUNCTION note_name()
  mysql: |
    CREATE TRIGGER user_ai AFTER INSERT ON member FOR EACH ROW BEGIN
      INSERT INTO log (what) VALUES (concat('new; ', new.name));
    END
EOF
if [ "$engine" = postgresql ]; then
    entity note_name <<'END'
function: note_name
sql: |
  CREATE FUNCTION note_name() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO log (what) VALUES ('new; ' || new.name); RETURN new; END $$
END
    entity add_adult <<'END'
function: add_adult
sql: |
  CREATE FUNCTION add_adult() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO member (name, age) VALUES (new.name, 18); RETURN new; END $$
END
fi
if [ "$engine" != mysql ]; then # which has none on views
    entity adult_ii <<'END'
trigger: adult.adult_ii
sql:
  sqlite: CREATE TRIGGER adult_ii INSTEAD OF INSERT ON adult BEGIN INSERT INTO member (name, age) VALUES (new.name, 18); END
  postgresql: CREATE TRIGGER adult_ii INSTEAD OF INSERT ON adult FOR EACH ROW EXECUTE FUNCTION add_adult()
END
fi
run 0 fxgit diff
out_has '+ adult         view'
out_has '+ member        trigger  user_ai'
run 0 fxgit new -m 'Begin'
run 0 fxgit upgrade
in_sync
case $engine in
mysql) db "INSERT INTO member (name, age) VALUES ('Ada', 18)" ;;
*) db "INSERT INTO adult (name) VALUES ('Ada')" ;;
esac
db "INSERT INTO member (name, age) VALUES ('Eve', 90)"
same 'elders' "$(db 'SELECT name FROM elder')" 'Eve'
same 'the log' "$(db 'SELECT what FROM log ORDER BY id' | one_line ,)" 'new; Ada,new; Eve'
run 0 fxgit check --prove
ok 'entities hold views and triggers'

# shellcheck disable=SC2016 # "adult" is a string to MySQL
case $engine in
mysql) name='`adult`' ;;
*) name='"adult"' ;;
esac
printf 'view: adult\nsql: |\n  CREATE VIEW %s AS -- of age\n    SELECT id, name FROM member\n    WHERE age >= 18\n' "$name" | entity adult
in_sync
ok 'layout, comments and quotes are no change'

entity adult <<'END'
view: adult
sql: CREATE VIEW adult AS SELECT id, name FROM member WHERE age >= 21
END
run 0 fxgit new -m 'Of age at 21'
around=adult.adult_ii
[ "$engine" != mysql ] || around=''
file=$(echo migrations/versions/*_of_age_at_21.yml)
same 'steps' "$(sed -n '/^upgrade/,/^downgrade/s/^- //p' "$file" | sed 's/:.*: /: /' | tr '\n' ' ')" \
    "${around:+drop_trigger: $around }drop_view: elder drop_view: adult create_view: adult create_view: elder ${around:+create_trigger: $around }"
run 0 fxgit upgrade
in_sync
same 'adults' "$(db 'SELECT name FROM adult ORDER BY id' | one_line ,)" 'Eve'
run 0 fxgit downgrade -1
same 'adults' "$(db 'SELECT name FROM adult ORDER BY id' | one_line ,)" 'Ada,Eve'
run 0 fxgit upgrade
run 0 fxgit check --prove
ok 'what names a changed view is made anew around it'

sed -i 's/name: {type: string(100)}/name: {type: string(200)}/' entities/member.yml
run 0 fxgit new -m 'Longer names'
run 0 fxgit upgrade --sql
[ "$engine" != sqlite ] || out_has 'CREATE TRIGGER user_ai'
run 0 fxgit upgrade
in_sync
db "INSERT INTO member (name, age) VALUES ('Kay', 3)"
same 'the log' "$(db 'SELECT count(*) FROM log')" 3
ok 'a table whose type changes keeps its triggers and views'

sed -i 's/table: member/table: person\nrenamed_from: member/' entities/member.yml
sed -i 's/\bFROM member\b/FROM person/; s/ON member\b/ON person/; s/INTO member\b/INTO person/; s/trigger: member/trigger: person/' entities/*.yml
run 0 fxgit diff
out_has '~ member        table renamed to person'
[ "$engine" = postgresql ] || same 'steps' "$(wc -l <"$T/out" | tr -d ' ')" 1 # there a function names it
run 0 fxgit new -m 'Users are persons'
run 0 fxgit upgrade
in_sync
same 'elders' "$(db 'SELECT name FROM elder')" 'Eve'
run 0 fxgit downgrade -1
run 0 fxgit drift
run 0 fxgit upgrade
run 0 fxgit check --prove
sed -i '/renamed_from/d; s/age: {type/years: {renamed_from: age, type/' entities/member.yml
sed -i 's/\bage\b/years/g' entities/*adult*.yml entities/elder.yml
run 0 fxgit new -m 'Age is years'
run 0 fxgit upgrade
in_sync
run 0 fxgit downgrade -1
run 0 fxgit drift
run 0 fxgit upgrade
ok 'they follow a renamed table and a renamed column'

case $engine in
postgresql) db 'DROP TRIGGER user_ai ON person' ;;
*) db 'DROP TRIGGER user_ai' ;;
esac
db 'CREATE VIEW mine AS SELECT 1 AS one'
run 1 fxgit drift
out_has '- person        trigger  user_ai'
out_has '+ mine          view'
rm entities/user_ai.yml
run 0 fxgit new -m 'No log of users'
run 1 fxgit upgrade
err_has 'trigger user_ai differs from what the revisions say: it is not there'
run 1 fxgit drift --sql
db_run "$T/out"
run 0 fxgit drift
run 0 fxgit upgrade
in_sync
same 'triggers' "$(triggers)" "${around#*.}"
ok 'what was changed by hand is named, and repaired'

run 0 fxgit new --sql -m 'A view by hand'
file=$(echo migrations/versions/*_a_view_by_hand.sql)
sed -i "s/^-- upgrade.*/&\nCREATE VIEW raw AS SELECT id FROM person;/; s/^-- downgrade.*/&\nDROP VIEW raw;/" "$file"
run 0 fxgit upgrade
in_sync
run 0 fxgit check --prove
run 0 fxgit downgrade -1
rm "$file"
ok 'a view that execute makes is no drift'

printf 'view: bad\nsql: CREATE VIEW other AS SELECT 1\n' | entity bad
run 4 fxgit diff
err_has 'entities/bad.yml:2:'
err_has 'it does not create the view bad'
err_has 'CREATE VIEW bad'
printf 'view: bad\nsql: CREATE VIEW IF NOT EXISTS bad AS SELECT 1\n' | entity bad
run 4 fxgit diff
err_has 'IF NOT EXISTS has no place here'
printf 'view: bad\nsql: CREATE VIEW bad AS SELECT 1; DROP TABLE log\n' | entity bad
run 4 fxgit diff
err_has 'more than one statement'
printf 'view: log\nsql: CREATE VIEW log AS SELECT 1\n' | entity bad
run 4 fxgit diff
err_has 'log is a table and a view'
printf 'trigger: nosuch.bad\nsql: CREATE TRIGGER bad AFTER INSERT ON nosuch BEGIN SELECT 1; END\n' | entity bad
run 4 fxgit diff
err_has 'trigger bad stands on nosuch, which is not there'
printf 'trigger: bad\nsql: CREATE TRIGGER bad AFTER INSERT ON log BEGIN SELECT 1; END\n' | entity bad
run 4 fxgit diff
err_has 'table.name'
printf 'view: bad\n' | entity bad
run 4 fxgit diff
err_has 'view bad has no sql'
printf 'view: bad\nsql: CREATE VIEW bad AS SELECT nosuch FROM log\n' | entity bad
run 0 fxgit new -m 'A view that does not work'
run 6 fxgit upgrade
err_has 'nosuch'
rm entities/bad.yml migrations/versions/*_a_view_that_does_not_work.yml
run 0 fxgit drift
ok 'what cannot be is refused by name'

rm -f entities/log.yml entities/elder.yml entities/adult_ii.yml entities/note_name.yml entities/add_adult.yml
printf 'ignore:\n  tables: [adult]\n' >>fxgit.yml
run 0 fxgit diff
out_lacks '- adult '
out_has '- elder         view'
ok 'a view can be ignored'
