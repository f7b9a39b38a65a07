#!/bin/sh
# What is remembered is used, and never after anything that it was made of has changed.
# shellcheck disable=SC2016 # what is changed behind the back of the cache is evaluated later
. "$(dirname "$0")/lib.sh"

cache=.git/fxgit/cache

# remembered COMMAND...: until it is kept; a file that was changed just now keeps an answer from it.
remembered() {
    rm -rf "$cache"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        run 0 fxgit "$@"
        [ -z "$(ls "$cache/$1"-* 2>/dev/null)" ] || return 0
    done
    fail "nothing is kept of: fxgit $*"
}

# forge FILE TEXT OTHER
forge() {
    python3 "$FX_SRC/tests/e2e/forge.py" "$@"
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
forge "$file" '1 1
' '7 7
'
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

# --- runs: revisions that were read, and the schema of their beginning
cd "$T"
new_repo runs
mkdir "$T/kept"
database=$T/kept/app.db
run 0 fxgit init --no-hooks --database "sqlite:///$database"
printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n' >entities/user.yml
run 0 fxgit new -m 'Create user'
i=0
while [ "$i" -lt 40 ]; do
    i=$((i + 1))
    printf '  c%d: {type: integer, nullable: true}\n' "$i" >>entities/user.yml
    run 0 fxgit new -m "Step $i"
done
git add -A
git commit -qm 'Begin'
for side in left right; do
    git switch -qc $side main
    for i in 1 2 3; do
        printf 'table: %s%d\ncolumns:\n  id: {type: integer, primary_key: true}\n' $side $i >entities/$side$i.yml
        run 0 fxgit new -m "$side $i"
        git add -A
        git commit -qm "$side $i"
    done
done

# what a run leaves, but for times
state() {
    sql "$database" 'SELECT revision, seq, parents, message, up_hash, down_hash, path, blob_id, text_hash, commit_id, branch
        FROM fxgit_ledger ORDER BY seq; SELECT hash, text FROM fxgit_text ORDER BY hash;
        SELECT seq, kind, revision, error FROM fxgit_events; SELECT name, sql FROM sqlite_schema ORDER BY name'
}

# same COMMAND...: what it says and leaves is the same with the cache that is there and without one
said() {
    status=0
    fxgit "$@" >"$T/out" 2>"$T/err" || status=$?
    { echo "$status"; sed 's/ *[0-9]* ms$//; s/just now\|[0-9]* minutes\{0,1\} ago/then/' "$T/out"; cat "$T/err"; state; }
}
same() {
    cp "$database" "$T/kept/before"
    said "$@" >"$T/with"
    cp "$T/kept/before" "$database"
    mv "$cache" "$T/cache"
    said "$@" >"$T/without"
    rm -rf "$cache"
    mv "$T/cache" "$cache"
    cmp -s "$T/with" "$T/without" || fail "with a cache 'fxgit $*' is another thing: $(diff "$T/with" "$T/without")"
}

# The database is at right, the tree at left, and what a run needs is kept.
warm() {
    cp "$T/kept/right" "$database"
    git checkout -q .
    git clean -qfd
    git switch -q left
    rm -rf "$cache"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        run 0 fxgit list
        [ -z "$(ls "$cache"/revisions-* 2>/dev/null)" ] || break
    done
    run 0 fxgit sync --yes --no-backup
    cp "$T/kept/right" "$database"
    for name in revisions replayed; do
        [ -n "$(ls "$cache/$name"-*)" ] || fail "nothing is kept of $name"
    done
}
run 0 fxgit sync
cp "$database" "$T/kept/right"

warm
same sync --yes --no-backup
forge "$(echo "$cache"/revisions-*)" 'Step 39' 'Forge 9'
run 0 fxgit list
out_has 'Forge 9'
forge "$(echo "$cache"/replayed-*)" c40 x40
cp "$T/kept/right" "$database"
printf 'revision: abcdef012345\nrevises: [%s]\nmessage: Drop\nupgrade:\n- drop_column: user.c40\ndowngrade:\n- add_column: user.c40\n  type: integer\n  nullable: true\n' \
    "$(fxgit heads | cut -d " " -f 1)" >migrations/versions/drop.yml
run 1 fxgit sync --yes --no-backup
err_has 'c40'
rm -rf "$cache"
run 0 fxgit sync --yes --no-backup
ok 'revisions that were read, and what they give, are used'

# seen_anew 'SCRIPT': whatever it changes behind the back of the cache
seen_anew() {
    warm
    one=$(ls migrations/versions/*step_20.yml)
    eval "$1"
    cp "$database" "$T/kept/changed"
    for command in 'sync --yes --no-backup' upgrade 'downgrade --steps 4 --yes --no-backup' status; do
        cp "$T/kept/changed" "$database"
        # shellcheck disable=SC2086
        same $command
    done
}
seen_anew :
seen_anew 'touch -r "$one" "$T/old"; sed -i s/c20/d20/ "$one"; touch -r "$T/old" "$one"'
seen_anew 'sed s/c20/d20/ "$one" >"$T/new.yml"; touch -r "$one" "$T/new.yml"; mv "$T/new.yml" "$one"'
seen_anew 'sed -i "s/^message: Step 20/message: Other 2/" "$one"'
seen_anew 'sed -i "s/^# Step 20/# Step 99/" "$one"'
seen_anew 'rm "$one"'
seen_anew 'mv "$one" migrations/versions/zz_other_name.yml'
seen_anew 'mkdir migrations/versions/deep; mv "$one" migrations/versions/deep/'
seen_anew 'cp "$one" migrations/versions/again.yml'
seen_anew 'printf "revision: [" >"$one"'
seen_anew 'rm "$one"; ln -s "$T/old" "$one"'
seen_anew 'git switch -q main'
seen_anew 'git switch -q right'
seen_anew 'sql "$database" "UPDATE fxgit_ledger SET up_hash = down_hash WHERE seq = 12"'
seen_anew "sql \"\$database\" \"UPDATE fxgit_text SET text = text || char(10) WHERE text LIKE '%Step 20%'\""
seen_anew "sql \"\$database\" \"UPDATE fxgit_text SET text = text || char(10) WHERE text LIKE '%right 2%'\""
seen_anew 'sql "$database" "UPDATE fxgit_ledger SET seq = 1000 - seq WHERE seq BETWEEN 9 AND 11"'
seen_anew 'sql "$database" "ALTER TABLE user RENAME COLUMN c20 TO e20"'
ok 'a file, a folder, a ledger or a table that is another one is seen'

for text in '' '1' '99999 0' '0 0' '18446744073709551615 1'; do
    seen_anew 'for file in "$cache"/re*; do printf "%s\n" "$text" >"$file"; done'
done
seen_anew 'for file in "$cache"/re*; do head -c 3000 "$file" >"$T/half"; mv "$T/half" "$file"; done'
seen_anew 'for file in "$cache"/re*; do printf x | dd of="$file" bs=1 seek=2000 conv=notrunc 2>/dev/null; done'
seen_anew 'rm "$cache"/replayed-*'
seen_anew 'rm "$cache"/revisions-*'
ok 'what is damaged or gone is no loss'

warm
git clone -q --branch right . "$T/elsewhere" 2>/dev/null
(cd "$T/elsewhere" && fxgit downgrade --steps 2 --yes >/dev/null 2>&1) || fail 'no downgrade elsewhere'
same sync --yes --no-backup
(cd "$T/elsewhere" && git switch -q main && fxgit sync --yes --take-over >/dev/null 2>&1) || fail 'no sync elsewhere'
same sync --yes --no-backup
ok 'a database that another clone has moved is seen'

warm
one=$(ls migrations/versions/*step_20.yml)
i=0
while [ "$i" -lt 20 ]; do
    i=$((i + 1))
    sed "s/^message: .*/message: Edit $((10 + i))/" "$one" >"$T/new.yml"
    cat "$T/new.yml" >"$one" # in place
    run 0 fxgit list
    out_has "Edit $((10 + i))"
done
ok 'an edit right after the answer is seen'

# what `state:` says is no part of a hash
warm
git switch -q main
run 0 fxgit new --empty -m 'By hand'
raw=$(ls migrations/versions/*by_hand.yml)
sed -i '/^upgrade:/,$d' "$raw"
printf 'upgrade:\n- execute: CREATE TABLE raw (a INTEGER, c INTEGER)\n  state:\n  - create_table: raw\n    columns: {a: {type: integer, nullable: true}, c: {type: integer, nullable: true}}\ndowngrade:\n- drop_table: raw\n' >>"$raw"
printf 'table: raw\ncolumns:\n  a: {type: integer, nullable: true}\n  c: {type: integer, nullable: true}\n' >entities/raw.yml
run 0 fxgit sync --yes --no-backup
i=0
while [ "$i" -lt 40 ]; do
    i=$((i + 1))
    printf 'table: after%d\ncolumns:\n  id: {type: integer, primary_key: true}\n' "$i" >"entities/after$i.yml"
    run 0 fxgit new -m "After $i"
done
run 0 fxgit upgrade
run 0 fxgit downgrade --steps 1 --yes --no-backup
grep -qa after30 "$cache"/replayed-* || fail 'the long way is not kept'
sed -i 's/columns: {a:/columns: {b:/' "$raw"
printf 'revision: abcdef012345\nrevises: [%s]\nmessage: Drop\nupgrade:\n- drop_column: raw.b\ndowngrade:\n- add_column: raw.b\n  type: integer\n  nullable: true\n' \
    "$(fxgit heads | cut -d ' ' -f 1)" >migrations/versions/drop.yml
same upgrade
has "$T/with" 'what upgrade says' 'differs from what the revisions say'
ok 'what raw SQL stands for is seen'

# --- models: the one of HEAD is what the last commit's index was
cd "$T"
new_repo models
run 0 fxgit init --database sqlite:///app.db
printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n' >entities/user.yml
git add -A
run 0 git commit -qm 'Begin'
printf '  name: {type: string(100), nullable: true}\n' >>entities/user.yml
git add -A
run 0 git commit -qm 'Names'
base=$(git rev-parse HEAD)
kept=$(echo "$cache"/model-*)
run 0 fxgit diff HEAD
forge "$kept" name nick
run 0 fxgit diff HEAD
out_has '+ user.name'
out_has '- user.nick'
ok 'the model of a commit is used'

# age N: what the hook writes and notes for one more column, but for its id
age() {
    printf '  age%d: {type: integer, fill: %d}\n' "$1" "$1" >>entities/user.yml
    git add -A
    run 0 git commit -qm "Age $1"
    { git show --format= --no-notes HEAD -- migrations | grep '^[+-]'; git notes --ref=fxgit show; } |
        sed -E 's/\b[0-9a-f]{12}/ID/g; s/^(revisions [0-9]+) .*/\1/'
}
for damage in : 'rm -rf "$cache"' 'rm "$cache"/model-*' 'rm "$cache"/fingerprint-*' 'rm "$cache"/entities' 'rm "$cache"/folded-*' \
    'for file in "$cache"/*; do head -c 100 "$file" >"$T/half"; mv "$T/half" "$file"; done' \
    'for file in "$cache"/*; do printf x | dd of="$file" bs=1 seek=150 conv=notrunc 2>/dev/null; done' \
    'printf "ignore: {tables: [other]}\n" >>fxgit.yml; git commit -qam Ignore' \
    'sed -i s/100/101/ entities/user.yml; git commit -qam Longer 2>/dev/null; git reset -q --hard HEAD~1'; do
    git reset -q --hard "$base"
    age 1 >/dev/null
    eval "$damage"
    age 2 >"$T/with"
    git reset -q --hard HEAD~1
    rm -rf "$cache"
    age 2 >"$T/without"
    cmp -s "$T/with" "$T/without" || fail "after '$damage' the hook says another thing: $(diff "$T/with" "$T/without")"
    run 0 fxgit notes verify
    run 0 fxgit check
done
ok 'without the model, or with another one, a commit is the same'

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
