#!/bin/sh
# What fxgit costs beside Git: commits, the gate on a long history, sync. Prints figures, asserts nothing.
# usage: tests/bench/git.sh
set -eu
cd "$(dirname "$0")/../.."
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DFX_TESTS=OFF >/dev/null
ninja -C build/bench --quiet
fxgit=$PWD/build/bench/fxgit
dir=$(mktemp -d "${TMPDIR:-/tmp}/fxgit-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir"
PATH=$PWD:$PATH
ln -s "$fxgit" fxgit
export GIT_AUTHOR_NAME=Bench GIT_AUTHOR_EMAIL=b@example.org GIT_COMMITTER_NAME=Bench GIT_COMMITTER_EMAIL=b@example.org
git() { command git -c gc.auto=0 "$@"; }

# revisions COUNT: a table for each five; with entities that say the same
revisions() {
    mkdir -p migrations/versions entities
    awk -v count="$1" 'BEGIN {
        for (i = 1; i <= count; i++) {
            id = sprintf("a%011x", i)
            parent = i == 1 ? "" : sprintf("a%011x", i - 1)
            n = int((i - 1) / 5)
            table = sprintf("t%05d", n)
            file = sprintf("migrations/versions/%s_step.yml", id)
            printf "# Step %d\nrevision: %s\nrevises: [%s]\nmessage: Step %d\nupgrade:\n", i, id, parent, i > file
            if ((i - 1) % 5 == 0) {
                printf "- create_table: %s\n  columns:\n    id:\n      type: integer\n      primary_key: true\n    name: string(100)\ndowngrade:\n- drop_table: %s\n", table, table > file
                if (entity != "") close(entity)
                entity = "entities/" table ".yml"
                printf "table: %s\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n", table > entity
            } else {
                printf "- add_column: %s.c%d\n  type: integer\n  nullable: true\ndowngrade:\n- drop_column: %s.c%d\n", table, i, table, i > file
                printf "  c%d: {type: integer, nullable: true}\n", i > entity
            }
            close(file)
        }
    }'
}

mkdir work && cd work
git init --quiet --initial-branch=main .
fxgit init --no-hooks --database sqlite:///app.db >/dev/null
revisions 1000
git add -A
git commit --quiet -m '1000 revisions'
git repack -adq
echo "== 1000 revisions, 200 entities; $(nproc) cores"
hyperfine --warmup 3 --runs 30 --style basic --export-json ../plain.json --prepare 'date +%N >note.txt; git add note.txt' \
    --command-name 'git commit, no hooks' 'git commit -q -m note' >/dev/null 2>&1
fxgit hooks install >/dev/null
hyperfine --warmup 3 --runs 30 --style basic --export-json ../hooked.json --prepare 'date +%N >note.txt; git add note.txt' \
    --command-name 'git commit, hooks' 'git commit -q -m note' >/dev/null 2>&1
cat >../entity.sh <<'END'
n=$(date +%N)
printf '  x%s: {type: integer, nullable: true}\n' "$n" >>entities/t00001.yml
git add entities
END
fresh() { # what the cache knows goes first
    hyperfine --warmup 1 --runs 15 --style basic --export-json "../$1.json" --prepare "$2 sh ../entity.sh" \
        --command-name "$1" 'git commit -q -m entity' >/dev/null 2>&1
}
fresh cold 'rm -rf .git/fxgit/cache;'
fresh warm ''
# the same two files, without hooks
cat >../both.sh <<'END'
sh ../entity.sh
cp migrations/versions/a00000000001_step.yml "other$(date +%N).yml"
git add .
END
hyperfine --warmup 1 --runs 15 --style basic --export-json ../both.json --prepare 'sh ../both.sh' \
    --command-name both 'git -c core.hooksPath=/dev/null commit -q -m both' >/dev/null 2>&1
for name in plain hooked both cold warm; do
    sed -n 's/^ *"median": \(.*\),/\1/p' ../$name.json | awk -v name=$name '{ printf "%-8s %6.1f ms\n", name, $1 * 1000 }'
done
cd ..

echo '== the gate on 50,000 commits and 2000 revisions'
mkdir long && cd long
git init --quiet --initial-branch=main .
fxgit init --no-hooks --database sqlite:///app.db >/dev/null
revisions 2000
git add -A
git commit --quiet -m '2000 revisions'
awk -v from="$(git rev-parse HEAD)" 'BEGIN {
    for (i = 1; i <= 50000; i++) {
        text = "note " i "\n"
        printf "commit refs/heads/main\ncommitter B <b@example.org> %d +0000\ndata 4\nnote\n", 1700000000 + i
        if (i == 1) printf "from %s\n", from
        printf "M 100644 inline note.txt\ndata %d\n%s\n", length(text), text
    }
}' | git fast-import --quiet
git reset -q --hard
git repack -adq
git branch base HEAD~25000
printf '  more: {type: integer, nullable: true}\n' >>entities/t00001.yml
fxgit new -m More >/dev/null
git add -A
git commit -q -m More
hyperfine --warmup 2 --runs 10 --style basic --command-name 'check --base' 'fxgit check --base base' 2>/dev/null | grep -E 'Time|Range'
cd ..

# The script that fxgit gives for the same work, as one transaction: what it does to the tables, and its ledger's rows.
# The tree is at left, the database at right.
script() {
    git switch -q --detach "$(git merge-base left right)"
    base=$(fxgit heads | awk '{ print $1 }')
    git switch -q right
    fxgit downgrade "$base" --sql | sed '/^COMMIT;/,$d'
    git switch -q left
    fxgit upgrade --sql | awk -v base="$base" '/^-- revision/ { on = was; was = was || $3 == base } on'
}
# The statements that `fxgit sync -v` shows, without its own words: the tables alone.
tables_alone() {
    echo 'BEGIN IMMEDIATE;'
    sed '/^\(undo\|apply\|backup\|sqlite:\)/d' "$1"
    echo 'COMMIT;'
}
# Beside each other; fxgit finds the files as a checkout has left them.
compare() {
    cat >../right.sh <<'END'
git -c core.hooksPath=/dev/null switch -q right
git -c core.hooksPath=/dev/null switch -q left
cp ../right.db app.db
END
    hyperfine --warmup 3 --runs 40 --style basic --export-json ../sync.json --prepare 'sh ../right.sh' \
        --command-name 'fxgit sync' 'fxgit sync --yes --no-backup' \
        --command-name 'sqlite3, the same statements' 'sqlite3 app.db <../script.sql' \
        --command-name 'sqlite3, the tables alone' 'sqlite3 app.db <../alone.sql' >/dev/null 2>&1
    sed -n -e 's/^ *"command": "\(.*\)",/\1/p' -e 's/^ *"median": \(.*\),/\1/p' ../sync.json | awk 'NR % 2 { name = $0; next }
        { own = NR == 2 ? $1 : own; printf "%-29s %6.1f ms, fxgit sync %.2f times that\n", name, $1 * 1000, own / $1 }'
}
# What left needs is known from being there; the database is at right, and the tree at left.
prepare() {
    git switch -q left
    fxgit sync --yes -v 2>../trace >/dev/null
    tables_alone ../trace >../alone.sql
    git switch -q right
    fxgit sync --yes >/dev/null
    cp app.db ../right.db
    script >../script.sql
}

echo '== sync: 10 undone, 10 applied, of 1000'
cd work
for side in left right; do
    git switch -q -C $side "$(git rev-list --max-parents=0 main)"
    for i in 1 2 3 4 5 6 7 8 9 10; do
        printf 'table: %s%s\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n' $side $i >entities/$side$i.yml
        git add -A
        git commit -q -m "$side $i" 2>/dev/null
    done
done
fxgit sync --yes >/dev/null
prepare 2>/dev/null
compare
cd ..

# Ten changes a side, each of them a column for two of 20 tables.
tables='10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29'
rows() {
    for t in $tables; do
        echo "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO t$t SELECT i, 'name ' || i, 'right ' || i FROM n;"
    done
}
echo '== the same, columns of 20 tables with 20,000 rows each'
mkdir rows && cd rows
git init --quiet --initial-branch=main .
fxgit init --database sqlite:///app.db >/dev/null
for t in $tables; do
    printf 'table: t%s\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n' "$t" >"entities/t$t.yml"
done
git add -A
git commit -q -m Tables 2>/dev/null
for side in left right; do
    git switch -q -C $side main 2>/dev/null
    for i in 0 1 2 3 4 5 6 7 8 9; do
        printf '  %s: {type: string(40), nullable: true}\n' $side | tee -a entities/t1$i.yml >>entities/t2$i.yml
        git commit -q -a -m "$side $i" 2>/dev/null
    done
done
fxgit sync --yes >/dev/null
rows | sqlite3 app.db
{ cp app.db ../rows.db; prepare; cp ../rows.db ../right.db; } 2>/dev/null
compare
cd ..

command -v sqitch >/dev/null || { echo 'sqitch: not installed' && exit 0; }
# change NAME DEPLOY REVERT
change() {
    sqitch add "$1" -n "$1" >/dev/null
    echo "$2" >"deploy/$1.sql"
    echo "$3" >"revert/$1.sql"
}
mkdir sqitch && cd sqitch
git init --quiet --initial-branch=main .
sqitch init bench --engine sqlite --target db:sqlite:app.db >/dev/null
sqitch config user.name Bench
sqitch config user.email b@example.org
printf 'app.db\nsqitch.db\n' >.gitignore
for t in $tables; do
    change "t$t" "CREATE TABLE t$t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL);" "DROP TABLE t$t;"
done
git add -A
git commit -q -m Tables
for side in left right; do
    git switch -q -C $side main
    for i in 0 1 2 3 4 5 6 7 8 9; do
        change $side$i "ALTER TABLE t1$i ADD COLUMN $side VARCHAR(40); ALTER TABLE t2$i ADD COLUMN $side VARCHAR(40);" \
            "ALTER TABLE t2$i DROP COLUMN $side; ALTER TABLE t1$i DROP COLUMN $side;"
        git add -A
        git commit -q -m "$side $i"
    done
done
sqitch deploy >/dev/null
rows | sqlite3 app.db
cp app.db ../right.db
cp sqitch.db ../right.sqitch
hyperfine --runs 3 --style basic --prepare 'git switch -q right; cp ../right.db app.db; cp ../right.sqitch sqitch.db' \
    --command-name 'sqitch checkout' 'sqitch checkout -y left' 2>/dev/null | grep -E 'Benchmark|Time|Range'
