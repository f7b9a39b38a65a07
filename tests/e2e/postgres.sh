#!/bin/sh
# What PostgreSQL asks for: locks, statements outside a transaction, enums, bad addresses.
engine=postgresql
FX_ENGINE=postgresql
. "$(dirname "$0")/lib.sh"

new_repo
new_database
run 0 fxgit init --no-hooks --database "$DB"
file_lacks fxgit.yml fxgit-test
has .gitignore .gitignore fxgit.local.yml
ok 'no password in a tracked file'

write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
  state: {type: "enum(draft,live)", default: draft}
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

# --- enums: a member is used in the same revision, and in a later one
sed -i 's/draft,live/draft,live,gone/; s/default: draft/default: gone/' entities/user.yml
run 0 fxgit new -m 'Gone is new, and the default'
run 0 fxgit upgrade
db "INSERT INTO \"user\" (name) VALUES ('Ada')"
same 'state' "$(db 'SELECT state FROM "user"')" gone
sed -i 's/draft,live,gone/draft,live,gone,back/' entities/user.yml
run 0 fxgit new -m 'Back'
write migrations/versions/aaaaaaaaaaaa_use.yml <<END
revision: aaaaaaaaaaaa
revises: [$(fxgit heads | cut -d' ' -f1)]
message: Use it
upgrade:
- execute: UPDATE "user" SET state = 'back'
  state: []
downgrade:
- execute: UPDATE "user" SET state = 'gone'
  state: []
END
run 0 fxgit upgrade
same 'state' "$(db 'SELECT state FROM "user"')" back
run 0 fxgit drift
run 0 fxgit downgrade -2 --yes
run 0 fxgit drift
run 0 fxgit upgrade
ok 'new members of an enum are used at once'

# --- an index without a lock
sed -i '$a\indexes:\n- {name: ix_user_name, columns: [name]}' entities/user.yml
run 0 fxgit new -m 'Find by name'
file=$(find migrations/versions -name '*find_by_name.yml')
sed -i 's/^  columns: \[name\]/&\n  concurrently: true/' "$file"
sed -i 's/^- drop_index: .*/&\n  concurrently: true/' "$file"
run 0 fxgit upgrade -v
err_has 'CREATE INDEX CONCURRENTLY'
run 0 fxgit drift
run 0 fxgit downgrade -1
run 0 fxgit upgrade
ok 'CREATE INDEX CONCURRENTLY, by itself'

cp "$file" "$T/kept"
sed -i 's/^downgrade:/- add_column: user.extra\n  type: integer\n  nullable: true\n&/' "$file"
run 0 fxgit downgrade -1
run 1 fxgit upgrade
err_has 'cannot be inside a transaction, and others'
err_has 'Give it a revision of its own'
cp "$T/kept" "$file"
run 0 fxgit upgrade
ok 'it is a revision of its own'

# --- what a revision sets for its session ends with it
write migrations/versions/bbbbbbbbbbbb_set.yml <<END
revision: bbbbbbbbbbbb
revises: [$(fxgit heads | cut -d' ' -f1)]
message: Set
upgrade:
- execute:
  - CREATE SCHEMA other
  - SET search_path = other
  - SET ROLE NONE
  state: []
- add_column: user.note
  type: text
  nullable: true
downgrade:
- drop_column: user.note
- execute: DROP SCHEMA other
  state: []
END
sed -i 's/^  state:.*/&\n  note: {type: text, nullable: true}/' entities/user.yml
run 0 fxgit upgrade
run 0 fxgit drift
same 'ledger' "$(db "SELECT count(*) FROM pg_tables WHERE tablename = 'fxgit_ledger'")" 1
ok 'SET search_path does not outlive its revision'

# --- locks
run 0 fxgit lock status
out_has 'free'
sed -i 's/^  note:.*/&\n  more: {type: text, nullable: true}/' entities/user.yml
run 0 fxgit new -m More
mkfifo "$T/hold"
psql -q -d "$DB" <"$T/hold" >/dev/null &
exec 7>"$T/hold"
echo 'BEGIN; SELECT * FROM "user";' >&7
until [ "$(db "SELECT count(*) FROM pg_locks WHERE relation = '\"user\"'::regclass AND mode = 'AccessShareLock'")" != 0 ]; do :; done
fxgit upgrade >"$T/waiting" 2>&1 &
upgrade=$!
until [ "$(db "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")" != 0 ]; do :; done
run 0 fxgit lock status
out_has 'held by fxgit upgrade'
run 0 fxgit lock status --json
out_has '"held": true'
run 0 fxgit status
run 7 fxgit downgrade -1 --yes --lock-timeout 1
err_has 'another fxgit works on'
err_has 'fxgit upgrade'
echo 'COMMIT;' >&7
exec 7>&-
wait "$upgrade" || fail "the upgrade failed: $(cat "$T/waiting")"
has "$T/waiting" 'the upgrade' 'apply'
run 0 fxgit drift
ok 'a run waits for a table, and another run for the lock'

# --- a client dies, the server goes on with its statement
head=$(fxgit heads | cut -d' ' -f1)
write migrations/versions/cccccccccccc_slow.yml <<END
revision: cccccccccccc
revises: [$head]
message: Slow
upgrade:
- create_table: slow
  columns:
    id: {type: integer, primary_key: true}
- execute: SELECT pg_sleep(5)
  state: []
downgrade:
- drop_table: slow
END
fxgit upgrade >"$T/dead" 2>&1 &
dead=$!
at_it="SELECT count(*) FROM pg_stat_activity WHERE datname = '$DB_NAME' AND state = 'active' AND query LIKE 'SELECT pg_sleep%'"
until [ "$(db "$at_it")" != 0 ]; do :; done
kill -9 "$dead"
wait "$dead" 2>/dev/null || :
run 7 fxgit upgrade --lock-timeout 1
err_has 'still carries out a statement of fxgit upgrade (server process '
err_has ': SELECT pg_sleep(5)'
err_has 'pg_terminate_backend('
same 'the statement' "$(db "$at_it")" 1
run 0 fxgit upgrade -v
err_lacks 'a table was in use'
run 0 fxgit drift
run 0 fxgit downgrade -1
rm migrations/versions/cccccccccccc_slow.yml
ok 'what the server still does for a client that died is waited for'

# --- a view in the way of a type, and one that is the server's own words
write entities/names.yml <<'END'
view: names
sql: CREATE VIEW names AS SELECT id, upper(name) AS name FROM "user" WHERE state IN ('live', 'back')
END
run 0 fxgit new -m Names
run 0 fxgit upgrade
run 0 fxgit drift
sed -i 's/string(100)/string(200)/' entities/user.yml
run 0 fxgit new -m Longer
run 0 fxgit upgrade
run 0 fxgit drift
run 0 fxgit downgrade -1 --yes
run 0 fxgit drift
ok 'a view makes way for a type and comes back'
db 'ALTER TABLE "user" ADD COLUMN stray integer'
run 1 fxgit drift
out_has 'user.stray'
fxgit drift --sql | psql -q -d "$DB"
run 0 fxgit drift
ok 'drift is seen and put right'

# --- addresses
port=${DB#*@}
port=${port#*:}
port=${port%%/*}
for case in "postgresql://fxgit:wrong@127.0.0.1:$port/x|password authentication failed" \
    "postgresql://fxgit:fxgit-test@127.0.0.1:$port/nowhere|\"nowhere\" does not exist" \
    "postgresql://fxgit@no-such-host.invalid/x|cannot connect to" \
    "postgresql://fxgit:x@127.0.0.1:1/x|Connection refused" \
    "postgresql://fxgit:fxgit-test@127.0.0.1:$port/fxgit?sslmode=require|does not support SSL" \
    "postgresql://fxgit:fxgit-test@127.0.0.1:$port/fxgit?nonsense=1|nonsense"; do
    run 6 fxgit current --database "${case%%|*}"
    err_has "${case#*|}"
    err_lacks wrong@
    err_lacks fxgit-test
done
ok 'a bad address is one clear error'

# --- a slow link: what answers nothing is sent ahead, and an error names its statement
python3 "$FX_SRC/tests/e2e/proxy.py" postgresql "$port" slow >"$T/slow" &
proxy=$!
timeout 10 sh -c "until [ -s \"$T/slow\" ]; do :; done" || fail 'no proxy'
through=$(echo "$DB" | sed "s/:$port/:$(head -n 1 "$T/slow")/")
parent=$(fxgit heads | cut -d' ' -f1)
for n in $(seq 10 39); do
    write "migrations/versions/cccccccccc${n}_slow.yml" <<END
revision: cccccccccc$n
revises: [$parent]
message: Slow $n
upgrade:
- create_table: s$n
  columns:
    id: {type: integer, primary_key: true}
downgrade:
- drop_table: s$n
END
    parent=cccccccccc$n
done
write migrations/versions/cccccccccc39_slow.yml <<END
revision: cccccccccc39
revises: [cccccccccc38]
message: Slow 39
upgrade:
- create_table: s39
  columns:
    id: {type: integer, primary_key: true}
- create_materialized_view: m39
  sql: |
    CREATE MATERIALIZED VIEW m39 AS SELECT id FROM s39;
    CREATE INDEX ix_m39 ON m39 (id)
downgrade:
- drop_materialized_view: m39
- drop_table: s39
END
git add -A && git commit -qnm Slow
run 0 fxgit upgrade --database "$through"
same 'applied' "$(grep -c '^apply  cccc' "$T/out")" 30
asked=$(grep -c ask "$T/slow")
[ "$asked" -le 40 ] || fail "it waited $asked times for 30 revisions"
run 0 fxgit downgrade cccccccccc10 --yes --database "$through"
db 'CREATE VIEW in_the_way AS SELECT 1'
write migrations/versions/cccccccccc25_slow.yml <<END
revision: cccccccccc25
revises: [cccccccccc24]
message: Slow 25
upgrade:
- create_table: s25
  columns:
    id: {type: integer, primary_key: true}
- execute: DROP TABLE in_the_way
  state: []
downgrade:
- drop_table: s25
END
run 6 fxgit upgrade --yes --database "$through"
err_has 'applying cccccccccc25 failed at execute'
err_has 'DROP TABLE in_the_way'
err_has 'nothing was changed'
git checkout -q .
db 'DROP VIEW in_the_way'
run 0 fxgit upgrade --database "$through"
kill "$proxy"
ok "a slow link: $asked answers waited for in 30 revisions"

# --- a pooler: refused where the session of a lock is anybody's
pool() { # MODE: `pooled` is the address through it
    [ -z "$proxy" ] || kill "$proxy"
    free=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    pooled=$(echo "$DB" | sed "s/:$port/:$free/")
    write "$T/pool/ini" <<END
[databases]
* = host=127.0.0.1 port=$port user=fxgit password=fxgit-test
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $free
unix_socket_dir =
auth_type = any
pool_mode = $1
END
    chmod 711 "$T"
    set -- pgbouncer -q "$T/pool/ini"
    [ "$(id -u)" != 0 ] || set -- setpriv --reuid=postgres --regid=postgres --init-groups "$@"
    "$@" >"$T/pool/log" 2>&1 &
    proxy=$!
    timeout 10 sh -c "until psql -q -d '$pooled' -c 'SELECT 1' >/dev/null 2>&1; do :; done" ||
        fail "no pooler: $(cat "$T/pool/log")"
}
proxy=
pool transaction
run 0 fxgit status --database "$pooled"
out_has 'in sync'
before=$(dump)
run 1 fxgit downgrade -1 --yes --database "$pooled"
err_has 'goes through a pooler that shares sessions between transactions'
err_has 'or a pool in session mode'
same 'the database after the refusal' "$(dump)" "$before"
run 0 fxgit lock status
out_has 'free'
run 0 fxgit downgrade -1 --yes --lock-timeout 1
pool session
run 0 fxgit upgrade --database "$pooled"
same 'the database, upgraded through a pool' "$(db "SELECT count(*) FROM pg_tables WHERE tablename = 's39'")" 1
run 0 fxgit lock status
out_has 'free'
kill "$proxy"
proxy=
ok 'a pooler that shares sessions is refused, and no lock stays behind; one in session mode is not'

run 0 fxgit database reset --yes
run 0 fxgit drift
run 0 fxgit database drop --yes
run 6 fxgit current
err_has 'fxgit database create'
run 0 fxgit database create
run 0 fxgit database wait
run 0 fxgit upgrade
ok 'a database is made, dropped and made again'

# Whoever may create in a schema of search_path puts operators and functions there that fit better than the
# server's own: of fxgit's own statements none finds them. A sequence tells even after a rollback.
new_database
db_run "$FX_SRC/tests/e2e/better.sql"
db "ALTER DATABASE $DB_NAME SET search_path = public, better"
new_repo better
FXGIT_E2E_URL=$DB
export FXGIT_E2E_URL
run 0 fxgit init
sed -i '/^database/d' fxgit.yml
# shellcheck disable=SC2016 # fxgit replaces it
echo 'database: ${FXGIT_E2E_URL}' >>fxgit.yml
entity() { # further columns
    { printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: {type: string(20), nullable: true}\n' && cat; } |
        write entities/user.yml
}
entity </dev/null
git add -A
run 0 git commit -m one
run 0 fxgit sync
echo '  more: {type: integer, nullable: true}' | entity
git add -A
run 0 git commit -m two
for command in 'status' 'upgrade' 'current' 'log' 'list' 'inspect' 'drift' 'sync' 'lock status' 'check --prove' 'downgrade -n base' \
    'downgrade --yes base' 'upgrade' 'stamp heads' 'clear --ledger --yes' 'stamp heads' 'database wait' 'doctor'; do
    # shellcheck disable=SC2086
    run 0 fxgit $command </dev/null
    same "calls by $command" "$(psql -q -At -d "$DB" -c 'SELECT is_called FROM better.called')" f
done
same 'what is applied' "$(psql -q -At -d "$DB" -c 'SELECT pg_catalog.count(*) FROM fxgit_ledger')" 2
ok 'no function of another is called by what fxgit asks'
