#!/bin/sh
# kill -9 at random points of upgrade and sync: the old or the new state, whole, and the next run ends well.
. "$(dirname "$0")/lib.sh"

: "${FX_KILLER:?the library that kills}"
points=${FX_POINTS:-100} # of each command
seed=${FX_SEED:-20261123}
echo "seed $seed"

entity() { # further lines on standard input
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'
        cat
    } | write entities/user.yml
}

# ---- three states: old, new (upgrade), other (sync) ----
mkdir "$T/project"
cd "$T/project"
run 0 fxgit init --database sqlite:///app.db
echo 'alembic_version: true' >>fxgit.yml
entity <<'END'
  name: string(100)
END
run 0 fxgit new -m 'Users'
run 0 fxgit upgrade
sql app.db "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
    INSERT INTO user (name) SELECT 'name ' || i FROM n"
sql app.db 'CREATE TRIGGER log_user AFTER DELETE ON user BEGIN SELECT 1; END'
cp -r "$T/project" "$T/base"

entity <<'END'
  name: string(100)
  age: {type: integer, fill: {sql: id}}
END
run 0 fxgit new -m 'Age'
write entities/pet.yml <<'END'
table: pet
columns:
  id: {type: integer, primary_key: true}
  user_id: {type: integer, references: user.id, on_delete: cascade, index: true}
END
run 0 fxgit new -m 'Pets'
cp -r "$T/project" "$T/upgrade"
run 0 fxgit upgrade
cp -r "$T/project" "$T/upgraded"

cd "$T/base"
entity <<'END'
  name: {type: string(100), unique: true}
END
run 0 fxgit new -m 'Unique names'
cp -r "$T/base" "$T/sync"
cp "$T/upgraded/app.db" "$T/sync/app.db"
cp -r "$T/sync" "$T/synced"
cd "$T/synced"
run 0 fxgit sync --yes

state() { # DIR: everything but times
    sqlite3 -batch "$1/app.db" "PRAGMA integrity_check; PRAGMA foreign_key_check;
        SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY type, name;
        SELECT * FROM user ORDER BY id; SELECT revision, up_hash, text_hash FROM fxgit_ledger ORDER BY seq;
        SELECT version_num FROM alembic_version"
}

killed_at() { # NAME POINT COMMAND...: in a fresh copy
    name=$1
    point=$2
    shift 2
    rm -rf "$T/run"
    cp -r "$T/$name" "$T/run"
    cd "$T/run"
    (
        LD_PRELOAD=$FX_KILLER
        ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0
        FX_KILL_AT=$point
        FX_KILL_COUNT=$T/count
        export LD_PRELOAD ASAN_OPTIONS FX_KILL_AT FX_KILL_COUNT
        exec "$@"
    ) >"$T/out" 2>"$T/err" || return 0
}

try() { # NAME RESULT COMMAND...
    name=$1
    state "$T/$name" >"$T/old"
    state "$T/$2" >"$T/new"
    shift 2
    killed_at "$name" 0 "$@"
    total=$(cat "$T/count")
    [ "$total" -gt 20 ] || fail "only $total calls were counted"
    awk -v n="$points" -v total="$total" -v seed="$seed" \
        'BEGIN { srand(seed); for (i = 0; i < n; i++) print 1 + int(rand() * total) }' >"$T/points"
    old=0
    new=0
    while read -r point; do
        killed_at "$name" "$point" "$@" 2>"$T/shell"
        # a copy is judged: the next run shall meet what the kill left, a hot journal too
        rm -rf "$T/copy"
        cp -r "$T/run" "$T/copy"
        state "$T/copy" >"$T/now" 2>&1
        if cmp -s "$T/now" "$T/old"; then
            old=$((old + 1))
        elif cmp -s "$T/now" "$T/new"; then
            new=$((new + 1))
        else
            diff "$T/old" "$T/now" | head -20 >&2
            fail "$*: killed at $point of $total: neither the old nor the new state"
        fi
        run 0 "$@"
        state "$T/run" >"$T/now"
        [ -z "$(find "$T/run" -name '*.tmp')" ] || fail "$*: the kill at $point left a file behind"
        cmp -s "$T/now" "$T/new" || fail "$*: after the kill at $point the next run did not get there"
    done <"$T/points"
    [ "$old" -gt 0 ] || fail "$*: no kill found the old state: does the killer work?"
    ok "$*: $points kills among $total calls: $old times the old state, $new times the new"
}

try upgrade upgraded fxgit upgrade
try sync synced fxgit sync --yes

# ---- the commit hook: a file of its own, or none ----
rm -rf "$T/hook"
cp -r "$T/base" "$T/hook"
cd "$T/hook"
git init -q
git config user.name A
git config user.email a@example.com
echo '/app.db*' >.gitignore
run 0 fxgit hooks install
git add -A
git commit -q -m 'All' || fail 'no commit'
entity <<'END'
  name: {type: string(100), unique: true}
  born: {type: date, nullable: true}
END
git add -A
killed_at hook 0 fxgit hook pre-commit
total=$(cat "$T/count")
same 'written' "$(find migrations/versions -name '*born*' | wc -l | tr -d ' ')" 1
left=0
point=1
while [ "$point" -le "$total" ]; do
    killed_at hook "$point" fxgit hook pre-commit 2>"$T/shell"
    others=$(find migrations entities -type f ! -name '*.yml' ! -name '*.sql' ! -name '*.txt' ! -name .gitkeep)
    [ -z "$others" ] || fail "the kill at $point left $others"
    [ -z "$(find .git -name '.fxgit-*.tmp')" ] || left=$((left + 1))
    rm -f .git/index.lock # Git's own
    git add -A
    git commit -q -m 'Born' || fail "no commit after the kill at $point"
    same 'revisions' "$(git ls-files migrations/versions | grep -c born)" 1
    same 'the tree' "$(git status --porcelain)" ''
    [ -z "$(find .git -name '.fxgit-*.tmp')" ] || fail "what the kill at $point left is still there"
    point=$((point + 1))
done
[ "$left" -gt 0 ] || fail 'no kill left a temporary file: does the killer work?'
ok "the commit hook, killed at each of its $total calls: nothing is left in the work tree, and the next commit is well"

# ---- twenty at once on one file ----
rm -rf "$T/run"
cp -r "$T/upgrade" "$T/run"
cd "$T/run"
i=0
while [ $i -lt 20 ]; do
    {
        fxgit upgrade >/dev/null 2>"$T/err.$i" || echo "process $i: status $?" >>"$T/failed"
    } &
    i=$((i + 1))
done
wait
[ ! -e "$T/failed" ] || fail "$(cat "$T/failed" "$T"/err.*)"
state "$T/run" >"$T/now"
state "$T/upgraded" >"$T/new"
cmp -s "$T/now" "$T/new" || fail 'twenty at once did not get there'
same 'upgrades noted' "$(sql app.db "SELECT count(*), count(DISTINCT revision) FROM fxgit_events WHERE kind = 'upgrade'")" '3|3'
ok 'twenty processes at once: each revision once, none fails'
