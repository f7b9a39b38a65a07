#!/bin/sh
# Views and triggers: made, changed, kept around what happens to their tables, adopted, watched.
. "$(dirname "$0")/lib.sh"

entity() { write "entities/$1.yml"; }
schema() { sql app.db "SELECT sql FROM sqlite_schema WHERE name = '$1'"; }
in_sync() {
    run 0 fxgit diff
    same 'the difference' "$(cat "$T/out")" ''
    run 0 fxgit drift
}

new_repo
run 0 fxgit init --database sqlite:///app.db --no-hooks
entity user <<'END'
table: user
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
sql: CREATE VIEW adult AS SELECT id, name FROM user WHERE age >= 18;
END
entity elder <<'END'
view: elder
sql: CREATE VIEW elder AS SELECT id, name FROM adult WHERE id IN (SELECT id FROM user WHERE age >= 80)
END
entity user_ai <<'EOF'
trigger: user.user_ai
sql: |
  CREATE TRIGGER user_ai AFTER INSERT ON user BEGIN
    INSERT INTO log (what) VALUES ('new; ' || new.name);
  END;
EOF
entity adult_ii <<'END'
trigger: adult.adult_ii
sql: CREATE TRIGGER adult_ii INSTEAD OF INSERT ON adult BEGIN INSERT INTO user (name, age) VALUES (new.name, 18); END
END
run 0 fxgit diff
out_has '+ adult         view'
out_has '+ user          trigger  user_ai'
run 0 fxgit new -m 'Begin'
run 0 fxgit upgrade
in_sync
sql app.db "INSERT INTO adult (name) VALUES ('Ada')" "INSERT INTO user (name, age) VALUES ('Eve', 90)"
same 'elders' "$(sql app.db 'SELECT name FROM elder')" 'Eve'
same 'the log' "$(sql app.db 'SELECT group_concat(what) FROM log')" 'new; Ada,new; Eve'
run 0 fxgit check --prove
ok 'entities hold views and triggers'

printf 'view: adult\nsql: |\n  CREATE VIEW "adult" AS -- of age\n    SELECT id, name FROM user\n    WHERE age >= 18\n' | entity adult
in_sync
ok 'layout, comments and quotes are no change'

entity adult <<'END'
view: adult
sql: CREATE VIEW adult AS SELECT id, name FROM user WHERE age >= 21
END
run 0 fxgit new -m 'Of age at 21'
file=$(echo migrations/versions/*_of_age_at_21.yml)
same 'steps' "$(sed -n '/^upgrade/,/^downgrade/s/^- //p' "$file" | sed 's/:.*: /: /' | tr '\n' ' ')" \
    'drop_trigger: adult.adult_ii drop_view: elder drop_view: adult create_view: adult create_view: elder create_trigger: adult.adult_ii '
run 0 fxgit upgrade
in_sync
same 'adults' "$(sql app.db 'SELECT group_concat(name) FROM adult')" 'Eve'
run 0 fxgit downgrade -1
same 'adults' "$(sql app.db 'SELECT group_concat(name) FROM adult')" 'Ada,Eve'
run 0 fxgit upgrade
run 0 fxgit check --prove
ok 'what names a changed view is made anew around it'

sed -i 's/name: {type: string(100)}/name: {type: string(200)}/' entities/user.yml
run 0 fxgit new -m 'Longer names'
run 0 fxgit upgrade --sql
out_has 'CREATE TRIGGER user_ai'
run 0 fxgit upgrade
in_sync
sql app.db "INSERT INTO user (name, age) VALUES ('Kay', 3)"
same 'the log' "$(sql app.db 'SELECT count(*) FROM log')" 3
ok 'a rebuilt table keeps its triggers, in a script, too'

sed -i 's/table: user/table: person\nrenamed_from: user/' entities/user.yml
sed -i 's/\bFROM user\b/FROM person/; s/ON user\b/ON person/; s/INTO user\b/INTO person/; s/trigger: user/trigger: person/' entities/*.yml
run 0 fxgit diff
same 'steps' "$(wc -l <"$T/out" | tr -d ' ')" 1
run 0 fxgit new -m 'Users are persons'
run 0 fxgit upgrade
in_sync
same 'elders' "$(sql app.db 'SELECT name FROM elder')" 'Eve'
run 0 fxgit downgrade -1
run 0 fxgit drift
run 0 fxgit upgrade
run 0 fxgit check --prove
sed -i '/renamed_from/d; s/age: {type/years: {renamed_from: age, type/' entities/user.yml
sed -i 's/\bage\b/years/g' entities/adult.yml entities/elder.yml entities/adult_ii.yml
run 0 fxgit new -m 'Age is years'
run 0 fxgit upgrade
in_sync
run 0 fxgit downgrade -1
run 0 fxgit drift
run 0 fxgit upgrade
ok 'they follow a renamed table and a renamed column'

sql app.db 'DROP TRIGGER user_ai' 'CREATE VIEW mine AS SELECT 1'
run 1 fxgit drift
out_has '- person        trigger  user_ai'
out_has '+ mine          view'
rm entities/user_ai.yml
run 0 fxgit new -m 'No log of users'
run 1 fxgit upgrade
err_has 'trigger user_ai differs from what the revisions say: it is not there'
run 1 fxgit drift --sql
sql app.db "$(cat "$T/out")"
run 0 fxgit drift
run 0 fxgit upgrade
in_sync
same 'the trigger' "$(schema user_ai)" ''
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

rm entities/log.yml entities/elder.yml entities/adult_ii.yml
printf 'ignore:\n  tables: [adult]\n' >>fxgit.yml
run 0 fxgit diff
out_lacks 'adult '
out_has '- elder         view'
ok 'a view can be ignored'
