#!/bin/sh
# What MySQL and MariaDB ask for: locks, sessions, bad addresses, what is refused by name.
FX_ENGINE=mysql
. "$(dirname "$0")/lib.sh"

new_repo
new_database
run 0 fxgit init --no-hooks --database "$DB"
file_lacks fxgit.yml fxgit-test
has .gitignore .gitignore fxgit.local.yml
file_has fxgit.yml 'dialects: [mysql]'
ok 'no password in a tracked file'

write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
  state: {type: "enum(draft,live)", default: draft}
  body: {type: text, nullable: true}
indexes:
- {name: ix_name, columns: [name]}
END
write entities/note.yml <<'END'
table: note
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
indexes:
- {name: ix_name, columns: [name]}
END
run 0 fxgit new -m Users
git add -A && git commit -qm Users

for n in $(seq 1 20); do
    (fxgit upgrade >"$T/up$n" 2>&1 || echo "failed $n" >>"$T/failed") &
done
wait
[ ! -e "$T/failed" ] || fail "$(cat "$T"/up* | grep -v 'is at')"
same 'applied' "$(cat "$T"/up* | grep -c '^apply')" 1
same 'rows' "$(db 'SELECT count(*) FROM fxgit_ledger')" 1
same 'events' "$(db 'SELECT count(*) FROM fxgit_events')" 1
ok '20 processes at once: the revision runs once'

# --- all changes of a table are one statement
sed -i 's/draft,live/draft,live,gone/; s/string(100)/string(120)/; s/^indexes:/  age: {type: integer, default: 1}\n&/' entities/user.yml
run 0 fxgit new -m Several
run 0 fxgit upgrade -v
same 'statements' "$(grep -c 'ALTER TABLE' "$T/err")" 1
run 0 fxgit drift
run 0 fxgit downgrade -1 --yes
run 0 fxgit drift
run 0 fxgit upgrade
ok 'all changes of a table are one ALTER'

# --- what a revision sets for its session ends with it
write migrations/versions/bbbbbbbbbbbb_set.yml <<STOP
revision: bbbbbbbbbbbb
revises: [$(fxgit heads | cut -d' ' -f1)]
message: Set
upgrade:
- execute:
  - SET sql_mode = ''
  - SET foreign_key_checks = 0
  - |
    CREATE PROCEDURE twice(IN n INT)
    BEGIN
      SELECT n * 2;
    END
  state: []
- add_column: user.note
  type: string(10)
  nullable: true
downgrade:
- drop_column: user.note
- execute: DROP PROCEDURE twice
  state: []
STOP
sed -i 's/^  age:.*/&\n  note: {type: string(10), nullable: true}/' entities/user.yml
run 0 fxgit upgrade
run 0 fxgit drift
same 'procedure' "$(db 'CALL twice(4)')" 8
ok 'SET does not outlive its revision'

# --- refused by name, before anything runs
try() { # YAML TEXT
    cp entities/user.yml "$T/kept"
    echo "$1" >>entities/user.yml
    run 4 fxgit new -m No
    err_has "$2"
    cp "$T/kept" entities/user.yml
}
try '- {columns: [body]}' 'MySQL cannot index all of body'
try '- {columns: [name], where: "age > 1"}' 'MySQL has no partial indexes'
try 'checks: [{sql: "name || state <> body"}]' 'means OR in MySQL'
try 'foreign_keys: [{columns: [age], references: user(id), on_delete: set default}]' 'MySQL has no'
sed -i '$a- {columns: [{sql: "lower(name)"}]}' entities/user.yml
run 0 fxgit new -m Lower
run 4 fxgit upgrade
err_has 'MariaDB has no expressions in indexes'
rm "$(find migrations/versions -name '*_lower.yml')"
sed -i '$d' entities/user.yml
run 0 fxgit status
out_has 'in sync'
ok 'what MySQL does not have is refused by name'

# --- locks
run 0 fxgit lock status
out_has 'free'
sed -i 's/^  note:.*/&\n  more: {type: text, nullable: true}/' entities/user.yml
run 0 fxgit new -m More
mkfifo "$T/hold"
mysql_on "$DB_NAME" <"$T/hold" >/dev/null &
exec 7>"$T/hold"
echo 'START TRANSACTION; SELECT * FROM user; SELECT GET_LOCK("here", 0);' >&7
until [ "$(db "SELECT IS_USED_LOCK('here') IS NOT NULL")" = 1 ]; do :; done
fxgit upgrade >"$T/waiting" 2>&1 &
upgrade=$!
until [ "$(db "SELECT count(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock'")" != 0 ]; do :; done
run 0 fxgit lock status
out_has 'held by fxgit'
run 0 fxgit lock status --json
out_has '"held": true'
run 7 fxgit downgrade -1 --yes --lock-timeout 1
err_has 'another fxgit works on'
echo 'COMMIT;' >&7
exec 7>&-
wait "$upgrade" || fail "the upgrade failed: $(cat "$T/waiting")"
has "$T/waiting" 'the upgrade' 'apply'
run 0 fxgit drift
ok 'a run waits for a table, and another run for the lock'

db 'ALTER TABLE "user" ADD COLUMN stray integer'
run 1 fxgit drift
out_has 'user.stray'
fxgit drift --sql | mysql_on "$DB_NAME"
run 0 fxgit drift
ok 'drift is seen and put right'

# --- the script of a plan, by the client
run 0 fxgit upgrade --sql
cp "$T/out" "$T/script"
live=$DB_NAME
new_database
mysql_on "$DB_NAME" <"$T/script"
run 0 fxgit status --database "$DB"
out_has 'in sync'
run 0 fxgit drift --database "$DB"
DB_NAME=$live
DB=${DB%/*}/$live
ok 'a script by the client is known to fxgit'

# --- addresses
port=${DB#*@}
port=${port#*:}
port=${port%%/*}
for case in "mysql://fxgit:wrong@127.0.0.1:$port/x|Access denied" \
    "mysql://fxgit:fxgit-test@127.0.0.1:$port/nowhere|Unknown database 'nowhere'" \
    "mariadb://fxgit@no-such-host.invalid/x|cannot connect to" \
    "mysql://fxgit:x@127.0.0.1:1/x|cannot connect to" \
    "mysql://fxgit:fxgit-test@127.0.0.1:$port/fxgit?ssl-mode=require|cannot connect to" \
    "mysql://fxgit:fxgit-test@127.0.0.1:$port/fxgit?sslmode=verify-full|cannot connect to"; do
    run 6 fxgit current --database "${case%%|*}"
    err_has "${case#*|}"
    err_lacks wrong@
    err_lacks fxgit-test
done
run 4 fxgit current --database "mysql://fxgit:fxgit-test@127.0.0.1:$port/fxgit?sl-mode=require"
err_has 'Did you mean ssl-mode?'
ok 'a bad address is one clear error'

run 0 fxgit database reset --yes
run 0 fxgit drift
run 0 fxgit database drop --yes
run 6 fxgit current
err_has 'fxgit database create'
run 0 fxgit database create
run 0 fxgit database wait
run 0 fxgit upgrade
ok 'a database is made, dropped and made again'
