#!/bin/sh
# What is remembered is used, and never after anything that it was made of has changed.
. "$(dirname "$0")/lib.sh"

cache=.git/fxgit/cache

# remembered COMMAND...: until it is kept; a file that was changed just now keeps an answer from it.
remembered() {
    rm -rf "$cache"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        run 0 fxgit "$@"
        [ -z "$(ls "$cache" 2>/dev/null)" ] || return 0
    done
    fail "nothing is kept of: fxgit $*"
}

new_repo
run 0 fxgit init --no-hooks --database sqlite:///app.db
printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n' >entities/user.yml
run 0 fxgit new -m 'Create user'
run 0 fxgit upgrade
git add -A
git commit -qm 'Begin'

remembered status
cp "$T/out" "$T/slow"
file=$(ls "$cache"/status-*)
run 0 fxgit status
cmp -s "$T/slow" "$T/out" || fail 'what is remembered is not what was said'
python3 - "$file" <<'END'
import sys
name = sys.argv[1]
head, body = open(name, "rb").read().split(b"\n", 1)
before, after = body.rsplit(b"1 1\n", 1)
body = before + b"7 7\n" + after
h = 0xcbf29ce484222325 ^ len(body)
for i in range(0, len(body), 8):
    h = (h ^ int.from_bytes(body[i:i + 8], sys.byteorder)) * 0x100000001b3 % 2**64
    h ^= h >> 29
head = b" ".join(head.split()[:2] + [b"%016x" % h])
open(name, "wb").write(head + b"\n" + body)
END
run 0 fxgit status
out_has 'revisions 7'
run 0 fxgit status --json
out_has '"revisions": 1,'
ok 'the second status is remembered'

for verb in upgrade sync; do
    remembered $verb
    cp "$T/out" "$T/slow"
    run 0 fxgit $verb
    cmp -s "$T/slow" "$T/out" || fail 'what is remembered is not what was said'
    run 0 fxgit $verb --json
    run 0 fxgit $verb --dry-run
done
ok 'and so are upgrade and sync with nothing to do'

# changes 'SCRIPT' STATUS TEXT: after it status says TEXT, whatever was remembered.
changes() {
    remembered status
    eval "$1"
    run "${3:-0}" fxgit status
    has "$T/out" "status after: $1" "$2"
    git checkout -q .
    git clean -qfd
    rm -f fxgit.local.yml
    cp "$T/app.db" app.db
}
cp app.db "$T/app.db"
changes 'sed -i s/100/200/ entities/user.yml' 'entities differ'
changes 'printf x >>entities/user.yml' 'could not find'
changes 'mkdir entities/more; printf "table: b\ncolumns: {id: integer}\n" >entities/more/b.yml' 'entities differ'
changes 'rm entities/user.yml' 'entities differ'
changes 'sed -i s/100/101/ migrations/versions/*.yml' 'edited'
changes 'rm migrations/versions/*.yml' 'not in the tree'
changes 'cp -p migrations/versions/*.yml old; sed -i "s/100/101/" migrations/versions/*.yml; touch -r old migrations/versions/*.yml' 'edited'
changes 'sql app.db "DELETE FROM fxgit_ledger"' '1 to apply'
changes 'rm app.db' 'not there yet'
changes 'printf "database: sqlite:///other.db\n" >fxgit.local.yml' 'other.db'
changes 'printf "ignore: {tables: [user]}\n" >>fxgit.yml' 'in sync'
changes 'git switch -qc elsewhere' 'elsewhere'
git switch -q main
ok 'any change is seen'

sql app.db 'PRAGMA journal_mode = WAL' >/dev/null
remembered status
printf 'DELETE FROM fxgit_ledger;\n.shell sh -c "fxgit status >%s/out 2>&1"\n' "$T" | sqlite3 app.db
out_has '1 to apply'
ok 'a write-ahead log is seen'
cp "$T/app.db" app.db
rm -f app.db-wal app.db-shm

i=0
while [ "$i" -lt 40 ]; do
    i=$((i + 1))
    sed -i "s/string([0-9]*)/string($((100 + i)))/" entities/user.yml
    run 0 fxgit status
    out_has 'entities differ'
    git show HEAD:entities/user.yml >entities/user.yml
    run 0 fxgit status
    out_has 'entities and revisions agree'
done
ok 'a change right after the answer is seen'

remembered status
for file in "$cache"/*; do
    for text in '' '1' '99999 0' '0 0' '18446744073709551615 1'; do
        printf '%s\n' "$text" >"$file"
        run 0 fxgit status
        out_has 'revisions 1'
    done
done
chmod 500 "$cache"
run 0 fxgit status
chmod 700 "$cache"
rm -rf "$cache"
touch "$cache"
run 0 fxgit status
out_has 'in sync'
rm "$cache"
ok 'a broken cache is none'

i=0
while [ "$i" -lt 1200 ]; do
    i=$((i + 1))
    printf 'table: t%04d\ncolumns: {id: integer}\n' "$i" >"entities/t$(printf %04d "$i").yml"
done
run 0 fxgit new -m 'Many'
run 0 fxgit upgrade
remembered status
run 0 fxgit status
out_has 'entities and revisions agree'
sed -i 's/integer/bigint/' entities/t0999.yml
run 0 fxgit status
out_has 'differ'
ok 'a folder of many files is looked at, all of it'

# --- a server: what its ledger is at is asked each time
for engine in postgresql mysql; do
    cd "$T"
    new_repo "on_$engine"
    new_database
    run 0 fxgit init --no-hooks --database "$DB"
    printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n' >entities/user.yml
    run 0 fxgit new -m 'Create user'
    run 0 fxgit upgrade
    git add -A
    git commit -qm 'Begin'
    for verb in upgrade sync; do
        remembered $verb
        cp "$T/out" "$T/slow"
        run 0 fxgit $verb
        cmp -s "$T/slow" "$T/out" || fail 'what is remembered is not what was said'
    done
    remembered upgrade
    git clone -q . "$T/other_$engine" 2>/dev/null # another one undoes it meanwhile
    (cd "$T/other_$engine" && fxgit downgrade base --yes --database "$DB" >/dev/null 2>&1) || fail 'no downgrade'
    run 0 fxgit upgrade
    out_has 'apply'
    remembered upgrade
    printf 'table: pet\ncolumns:\n  id: {type: integer, primary_key: true}\n' >entities/pet.yml
    run 0 fxgit new -m 'Create pet'
    run 0 fxgit upgrade
    out_has 'apply'
    remembered upgrade
    db 'DELETE FROM fxgit_events' # from outside
    db 'DELETE FROM fxgit_ledger'
    run 1 fxgit upgrade
    err_has 'already'
    ok "$engine: a clean state is remembered, and each change of its ledger seen"
done
