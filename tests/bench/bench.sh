#!/bin/sh
# How long the main commands take with many revisions. Prints figures, asserts nothing.
# usage: tests/bench/bench.sh [REVISIONS]      (1000; what is remembered: try 10000, too)
set -eu
cd "$(dirname "$0")/../.."
count=${1:-1000}
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DFX_TESTS=OFF >/dev/null
ninja -C build/bench --quiet fxgit
fxgit=$PWD/build/bench/fxgit
dir=$(mktemp -d "${TMPDIR:-/tmp}/fxgit-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir"
git init --quiet --initial-branch=main .
"$fxgit" init --no-hooks --database sqlite:///app.db >/dev/null

# one table for each group of revisions: the first creates it, each of the others adds a column
awk -v count="$count" -v group="${FX_BENCH_GROUP:-10}" 'BEGIN {
    for (i = 1; i <= count; i++) {
        id = sprintf("a%011x", i)
        parent = i == 1 ? "" : sprintf("a%011x", i - 1)
        table = sprintf("t%05d", int((i - 1) / group))
        entity = "entities/" table ".yml"
        file = sprintf("migrations/versions/%s_step.yml", id)
        printf "# Step %d\nrevision: %s\nrevises: [%s]\nmessage: Step %d\nupgrade:\n", i, id, parent, i > file
        if ((i - 1) % group == 0) {
            printf "- create_table: %s\n  columns:\n    id:\n      type: integer\n      primary_key: true\n    name: string(100)\n    email: string(255)\n    note:\n      type: text\n      nullable: true\ndowngrade:\n- drop_table: %s\n", table, table > file
            printf "table: %s\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n  email: string(255)\n  note: {type: text, nullable: true}\n", table > entity
        } else {
            printf "- add_column: %s.c%d\n  type: integer\n  nullable: true\ndowngrade:\n- drop_column: %s.c%d\n", table, i, table, i > file
            printf "  c%d: {type: integer, nullable: true}\n", i > entity
        }
        close(file)
    }
}'
git add -A
git -c user.name=Bench -c user.email=bench@example.org commit --quiet -m "$count revisions"
"$fxgit" upgrade --sql | grep -v '^--' >up.sql
"$fxgit" upgrade --quiet >/dev/null
cp app.db full.db

echo "== $count revisions; the machine: $(nproc) cores"
hyperfine --warmup 2 --runs 20 --style basic --command-name status "$fxgit status" \
    --command-name 'no-op upgrade' "$fxgit upgrade" --command-name 'the program alone' "$fxgit --version" \
    2>/dev/null
hyperfine --warmup 2 --runs 10 --style basic --prepare 'rm -rf .git/fxgit/cache' \
    --command-name 'status, nothing remembered' "$fxgit status" \
    --command-name 'no-op upgrade, nothing remembered' "$fxgit upgrade" \
    --command-name 'gate, one tree' "$fxgit check" 2>/dev/null
hyperfine --warmup 1 --runs 5 --style basic --prepare 'rm -f app.db' \
    --command-name 'all from empty' "$fxgit upgrade" \
    --command-name 'sqlite3 shell, the same SQL' 'sqlite3 app.db <up.sql' 2>/dev/null
cp full.db app.db
if command -v /usr/bin/time >/dev/null; then
    rm -f app.db
    /usr/bin/time -f 'peak memory of all from empty: %M KiB' "$fxgit" upgrade --quiet >/dev/null
    /usr/bin/time -f 'peak memory of status: %M KiB' "$fxgit" status >/dev/null
fi

# a database of 500 tables with keys, references and indexes, adopted
mkdir ../"$(basename "$dir")-adopt" && cd ../"$(basename "$dir")-adopt"
trap 'rm -rf "$dir" "$dir-adopt"' EXIT
git init --quiet --initial-branch=main .
awk 'BEGIN { for (i = 0; i < 500; i++) {
    printf "CREATE TABLE t%d (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL, other_id INTEGER%s, made DATETIME DEFAULT CURRENT_TIMESTAMP, price NUMERIC(10,2), UNIQUE (name));\n", i, (i > 0 ? sprintf(" REFERENCES t%d (id)", i - 1) : "")
    printf "CREATE INDEX ix_t%d ON t%d (other_id, price);\n", i, i } }' | sqlite3 app.db
hyperfine --warmup 1 --runs 5 --style basic \
    --prepare 'rm -rf entities migrations fxgit.yml; sqlite3 app.db "DROP TABLE IF EXISTS fxgit_ledger; DROP TABLE IF EXISTS fxgit_meta; DROP TABLE IF EXISTS fxgit_text; DROP TABLE IF EXISTS fxgit_events"' \
    --command-name 'adopting 500 tables' "$fxgit init --from-database --no-hooks --database sqlite:///app.db" 2>/dev/null
