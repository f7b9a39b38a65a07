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

echo '== sync: 10 undone, 10 applied, of 1000'
cd work
git switch -q -c left
git reset -q --hard "$(git rev-list --max-parents=0 HEAD)"
for side in left right; do
    git switch -q -C $side "$(git rev-list --max-parents=0 main)"
    for i in 1 2 3 4 5 6 7 8 9 10; do
        printf 'table: %s%s\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n' $side $i >entities/$side$i.yml
        git add -A
        git commit -q -m "$side $i" 2>/dev/null
    done
done
fxgit sync --yes >/dev/null
git switch -q left
fxgit sync --yes -v 2>../trace >/dev/null
git switch -q right
fxgit sync --yes >/dev/null
cp app.db ../right.db
fxgit downgrade --steps 10 --sql --yes >../there.sql 2>/dev/null || :
git switch -q left
hyperfine --warmup 2 --runs 20 --style basic --prepare 'cp ../right.db app.db' --command-name 'fxgit sync' 'fxgit sync --yes --no-backup' 2>/dev/null | grep -E 'Time|Range'
grep -E '^(DROP|CREATE|INSERT|DELETE|UPDATE|ALTER)' ../trace | sed 's/;*$/;/' >../statements.sql || :
{ echo 'BEGIN IMMEDIATE;'; cat ../statements.sql; echo 'COMMIT;'; } >../all.sql
hyperfine --warmup 2 --runs 20 --style basic --prepare 'cp ../right.db app.db' --command-name sqlite3 'sqlite3 app.db <../all.sql' -i 2>/dev/null | grep -E 'Time|Range'
wc -l <../all.sql
