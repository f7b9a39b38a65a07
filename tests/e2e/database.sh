#!/bin/sh
# The database as a whole, its diagram, and forgetting revisions (DESIGN section 6).
. "$(dirname "$0")/lib.sh"

is_json() { # KEY VALUE: of the one document, as Python prints it
    got=$(python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1" <"$T/out") ||
        fail 'the result is not one JSON document'
    same "$1" "$got" "$2"
}

adds() { # ID 'PARENTS' TABLE
    write "migrations/versions/$1_r.yml" <<END
revision: $1
revises: [$2]
message: Table $3
upgrade:
- create_table: $3
  columns:
    id: {type: integer, primary_key: true}
    name: {type: string(50), nullable: true}
downgrade:
- drop_table: $3
END
}

project() { # NAME: two revisions, committed and applied, with rows
    new_repo "$1"
    run 0 fxgit init --no-hooks --database sqlite:///app.db
    adds aaaaaaaaaaaa '' one
    adds bbbbbbbbbbbb aaaaaaaaaaaa two
    git add -A
    git commit -q -m 'Two tables'
    run 0 fxgit upgrade
    sql app.db "INSERT INTO one (name) VALUES ('a'), ('b')"
}

ledger() {
    sql app.db "SELECT coalesce(group_concat(revision, ' '), '') FROM fxgit_ledger"
}

no_database() {
    for file in app.db app.db-wal app.db-shm app.db-journal; do
        [ ! -e "$file" ] || fail "$file is there"
    done
}

cd "$T"
for command in 'database create' 'database drop' 'database reset' 'database wait' 'database diagram' clear; do
    # shellcheck disable=SC2086
    run 0 fxgit $command --help
    out_has "usage: fxgit $command"
done

# ---- create ----

new_repo create
run 0 fxgit init --no-hooks --database sqlite:///app.db
run 0 fxgit database create
out_is <<'END'
created  sqlite:///app.db
END
same 'tables' "$(sql app.db 'SELECT count(*) FROM sqlite_master')" 0
run 0 fxgit database create
out_has 'is there already'
run 0 fxgit database create --json
is_json created False
rm app.db
run 0 fxgit database create --json
is_json created True
run 6 fxgit --database sqlite:///nowhere/app.db database create
err_has 'cannot open'
run 2 fxgit database
err_has 'create, drop, reset, wait or diagram'
run 2 fxgit database crate
err_has 'create, drop, reset, wait or diagram'
ok 'create makes a database once'

# ---- drop ----

project drop
run 3 fxgit database drop
err_has 'would be dropped with 2 tables and 2 rows (one: 2, two: 0)'
err_has '--yes'
run 3 fxgit database drop --no-input
run 3 fxgit database drop --json
python3 -m json.tool <"$T/out" >/dev/null || fail 'the error is not one JSON document'
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 2
run 0 fxgit database drop --yes
out_is <<'END'
dropped  sqlite:///app.db (2 tables, 2 rows)
END
no_database
run 0 fxgit database drop
out_is <<'END'
sqlite:///app.db does not exist
END
run 0 fxgit database drop --json
is_json dropped False
run 0 fxgit upgrade
run 0 fxgit database drop --yes --json
is_json dropped True
is_json rows 0
is_json revisions 2
no_database
run 1 fxgit --database sqlite:///:memory: database drop --yes
err_has 'nothing to drop'
ok 'drop asks, names what goes, and says what it did'

run 0 fxgit upgrade
sql app.db 'PRAGMA journal_mode = WAL; INSERT INTO one (name) VALUES (1)' >"$T/ignored"
: >app.db-journal
mkdir elsewhere
mv app.db elsewhere/real.db
ln -s elsewhere/real.db app.db
run 0 fxgit database drop --yes
[ ! -e elsewhere/real.db ] || fail 'the file behind the link is there'
[ -z "$(ls elsewhere)" ] || fail "left: $(ls elsewhere)"
rm -f app.db app.db-journal
ok 'drop takes the files beside the database, and follows a link'

echo 'Dear diary, this is no database at all.' >app.db
run 6 fxgit database drop --yes
err_has 'is not dropped'
file_has app.db 'Dear diary'
rm app.db
ok 'drop leaves alone what is no database'

hold() { # 'SQL': another process that is in the middle of something, until release
    python3 - "$1" "$T/held" <<'END' &
import os, sqlite3, sys, time
db = sqlite3.connect('app.db', isolation_level=None)
for one in sys.argv[1].split(';'):
    db.execute(one).fetchall()
open(sys.argv[2], 'w').close()
while os.path.exists(sys.argv[2]):
    time.sleep(0.02)
END
    holder=$!
    while [ ! -e "$T/held" ]; do sleep 0.02; done
}

release() {
    rm "$T/held"
    wait "$holder"
}

run 0 fxgit upgrade
sql app.db 'PRAGMA journal_mode = WAL' >"$T/ignored"
hold 'BEGIN; SELECT * FROM one'
run 7 fxgit database drop --yes
err_has 'another process uses'
release
same 'mode' "$(sql app.db 'PRAGMA journal_mode')" wal
hold 'BEGIN IMMEDIATE'
run 7 fxgit database drop --yes
release
same 'mode' "$(sql app.db 'PRAGMA journal_mode')" wal
same 'tables' "$(sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 'one'")" 1
ok 'drop does not take a database from under somebody'

# ---- reset ----

project reset
sql app.db 'CREATE TABLE stray (x)'
run 3 fxgit database reset
err_has '3 tables and 2 rows'
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 2
run 0 fxgit database reset --yes
out_has 'dropped  sqlite:///app.db (3 tables, 2 rows)'
out_has 'apply    aaaaaaaaaaaa Table one'
out_has '(2 revisions)'
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 0
same 'stray' "$(sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 'stray'")" 0
run 0 fxgit database reset --yes --json
is_json upgraded "['aaaaaaaaaaaa', 'bbbbbbbbbbbb']"
is_json applied 2
rm app.db
run 0 fxgit database reset
out_has 'does not exist'
out_has 'apply    bbbbbbbbbbbb'
ok 'reset drops and upgrades'

# killed while the file got its first transaction: the journal leads back to an empty file
rm -f app.db*
python3 - <<'END' || :
import os, sqlite3
db = sqlite3.connect("app.db", isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN")
db.execute("CREATE TABLE t (x)")
db.executemany("INSERT INTO t VALUES (?)", [("x" * 3000,)] * 500)
os._exit(1)
END
test -s app.db-journal || fail 'no journal was left'
run 0 fxgit database reset --yes
run 0 fxgit drift
ok 'reset goes on where one was killed'

sql app.db "INSERT INTO one (name) VALUES ('kept')"
write migrations/versions/cccccccccccc_r.yml <<'END'
revision: cccccccccccc
revises: [bbbbbbbbbbbb]
message: Wrong
upgrade:
- execute: INSERT INTO nowhere VALUES (1)
downgrade:
- execute: DELETE FROM one
END
run 6 fxgit database reset --yes
err_has 'is as it was: the revisions do not run from the beginning'
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 1
run 4 sh -c 'echo "up: [" >>migrations/versions/cccccccccccc_r.yml; fxgit database reset --yes'
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 1
ok 'revisions that do not run leave the database as it is'

# ---- protected ----

project protected
write fxgit.local.yml <<'END'
targets:
  production: {url: "sqlite:///live.db", protected: true}
END
run 0 fxgit upgrade --target production
for command in 'database drop' 'database reset' 'clear --ledger' 'clear --all'; do
    # shellcheck disable=SC2086
    run 3 fxgit $command --target production --yes
    err_has 'production is protected'
    err_has '--unprotect production'
    # shellcheck disable=SC2086
    run 3 fxgit $command --target production --unprotect production
    err_has '--yes'
    # shellcheck disable=SC2086
    run 3 fxgit $command --target production --yes --unprotect default
    # the database knows it by itself
    # shellcheck disable=SC2086
    run 3 fxgit $command --database sqlite:///live.db --yes
    err_has 'default is protected'
done
same 'applied' "$(sql live.db 'SELECT count(*) FROM fxgit_ledger')" 2
[ -e migrations/versions/aaaaaaaaaaaa_r.yml ] || fail 'a file went'
run 0 fxgit clear --ledger --target production --yes --unprotect production
run 3 fxgit database drop --target production --yes
run 0 fxgit database drop --target production --yes --unprotect production
[ ! -e live.db ] || fail 'live.db is there'
ok 'a protected target needs --unprotect as well as --yes'

# ---- wait ----

project wait
run 0 fxgit database wait
out_has 'sqlite:///app.db'
run 0 fxgit database wait --timeout 0 --json
is_json ready True
mv app.db gone.db
run 6 fxgit database wait --timeout 0
err_has 'does not exist'
run 6 fxgit database wait --timeout 1
err_has 'after 1 s'
(sleep 0.5 && mv gone.db app.db) &
run 0 fxgit database wait --timeout 20
wait
hold 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE'
run 7 fxgit database wait --timeout 1
release
run 2 fxgit database wait --timeout soon
run 2 fxgit database wait --timeout -1
ok 'wait ends when a connection works, or says what was in the way'

# ---- clear ----

project clear
run 2 fxgit clear
err_has '--files, --ledger or --all'
run 3 fxgit clear --ledger
err_has 'would forget 2 revisions (aaaaaaaaaaaa, bbbbbbbbbbbb), tables stay'
same 'ledger' "$(ledger)" 'aaaaaaaaaaaa bbbbbbbbbbbb'
sql app.db "INSERT INTO fxgit_meta SELECT 'another', format, min_reader, tool, 0 FROM fxgit_meta;
    INSERT INTO fxgit_text VALUES ('h', 'text of another');
    INSERT INTO fxgit_ledger SELECT 'another', 'dddddddddddd', 1, '', 'm', 'u', 'd', 'u', 'd', 'p', 'b', 'h',
        NULL, NULL, NULL, '2026-01-01 00:00:00', NULL, NULL, 0, 'upgrade'"
run 0 fxgit clear --ledger --yes
out_has 'forgot   aaaaaaaaaaaa'
out_has 'its tables stay as they are'
same 'ledger' "$(ledger)" dddddddddddd
same 'texts' "$(sql app.db 'SELECT group_concat(hash) FROM fxgit_text')" h
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 2
same 'event' "$(sql app.db "SELECT count(*) FROM fxgit_events WHERE kind = 'clear' AND applied_by = 'tester'")" 1
clean
run 0 fxgit clear --ledger
out_has 'has no revisions in its ledger'
run 0 fxgit stamp heads
run 0 fxgit status
err_empty
run 0 fxgit clear --ledger --json --yes
is_json revisions "['aaaaaaaaaaaa', 'bbbbbbbbbbbb']"
is_json deleted '[]'
mv app.db away.db
run 0 fxgit clear --ledger
out_has 'does not exist'
[ ! -e app.db ] || fail 'clear made a database'
mv away.db app.db
ok 'clear --ledger forgets, and touches no table and no other project'

echo notes >migrations/versions/README.md
echo 'x: [' >migrations/versions/broken.yml
echo 'SELECT 1;' >migrations/versions/report.sql
ln -s ../../fxgit.yml migrations/versions/link.yml
echo seed >migrations/seed.txt
adds eeeeeeeeeeee bbbbbbbbbbbb three
run 3 fxgit clear --files
err_has '3 revision files in migrations/versions would be deleted'
err_has 'of which no commit has migrations/versions/eeeeeeeeeeee_r.yml'
[ -e migrations/versions/eeeeeeeeeeee_r.yml ] || fail 'a file went'
run 0 fxgit clear --files --yes
out_has 'deleted  migrations/versions/aaaaaaaaaaaa_r.yml'
out_has 'kept     migrations/versions/README.md (not a revision file)'
out_has 'kept     migrations/versions/broken.yml ('
out_has 'kept     migrations/versions/report.sql ('
out_has 'kept     migrations/versions/link.yml ('
out_has 'tables in databases stay as they are'
same 'files' "$(ls migrations/versions)" 'README.md
broken.yml
link.yml
report.sql'
[ -e migrations/seed.txt ] || fail 'seed.txt went'
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 2
run 0 fxgit clear --files --json
is_json deleted '[]'
is_json database None
ok 'clear --files deletes revisions and names what it kept'

project all
run 3 fxgit clear --all
err_has 'tables stay; 2 revision files'
same 'ledger' "$(ledger)" 'aaaaaaaaaaaa bbbbbbbbbbbb'
run 0 fxgit clear --all --yes --json
is_json revisions "['aaaaaaaaaaaa', 'bbbbbbbbbbbb']"
is_json kept '[]'
same 'ledger' "$(ledger)" ''
same 'rows' "$(sql app.db 'SELECT count(*) FROM one')" 2
run 0 fxgit heads
out_empty
ok 'clear --all does both'

# ---- diagram ----

new_repo diagram
run 0 fxgit init --no-hooks --database sqlite:///app.db
write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  email: {type: string(80), unique: true}
  state: enum(new,old)
END
git add -A
git commit -q -m Users
write entities/post.yml <<'END'
table: blog post
columns:
  id: {type: integer, primary_key: true}
  price: numeric(10,2)
  user_id: {type: integer, references: user.id, nullable: true}
END
sed -i 's/^table: .*/table: '"'"'"blog post"'"'"'/' entities/post.yml
run 0 fxgit database diagram
out_is <<'END'
erDiagram
    "blog post" {
        integer id PK
        numeric(10_2) price
        integer user_id FK
    }
    user {
        integer id PK
        string(80) email UK
        enum state "new, old"
    }
    user |o--o{ "blog post" : "user_id"
END
cp "$T/out" "$T/before"
run 0 fxgit database diagram
cmp -s "$T/out" "$T/before" || fail 'two runs differ'
run 0 fxgit database diagram HEAD
out_has 'user {'
out_lacks 'blog'
run 0 fxgit database diagram HEAD --json
is_json source HEAD
is_json tables 1
run 5 fxgit database diagram nowhere
run 2 fxgit database diagram HEAD --live
run 6 fxgit database diagram --live
err_has 'does not exist'
run 0 fxgit new -m Posts
run 0 fxgit upgrade
run 0 fxgit database diagram --live
out_has 'user |o--o{ "blog post" : "user_id"'
out_has 'string(80) email UK'
out_lacks fxgit_
sql app.db 'DROP TABLE "blog post"'
run 0 fxgit database diagram --live
out_lacks 'blog'
ok 'diagram of the work tree, a commit and the database'

# Another project's ledger in the same database.
sql app.db "UPDATE fxgit_ledger SET project = 'another'"
for command in drop reset; do
    run 3 fxgit database $command --yes
    err_has 'used by 1 other project'
    err_has 'run it again with --take-over'
done
run 0 fxgit database reset --yes --take-over
ok 'what other projects keep there needs a word of its own'

# The server still makes it, or has not it any more, when a command that was killed is run again.
engines=''
[ -z "$postgres_url" ] || engines=postgresql
[ -z "$mysql_url" ] || engines="$engines mysql"
for engine in $engines; do
    new_database
    run 0 fxgit upgrade --database "$DB"
    case $engine in
    postgresql) psql -q -d "$postgres_url" -c "DROP DATABASE $DB_NAME" ;;
    mysql) mysql_on '' -e "DROP DATABASE $DB_NAME" ;;
    esac
    run 0 fxgit database reset --yes --database "$DB"
    if [ "$engine" = postgresql ]; then
        psql -q -d "$postgres_url" -c "DROP DATABASE $DB_NAME"
        psql -q -d "$postgres_url" -c "CREATE DATABASE $DB_NAME" &
        run 0 fxgit database reset --yes --database "$DB"
        wait $! || : # one of the two made it
    fi
    run 0 fxgit status --database "$DB"
    ok "$engine: reset where the database comes and goes"
done
