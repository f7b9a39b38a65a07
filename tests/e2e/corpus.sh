#!/bin/sh
# Each schema of tests/corpus/sqlite is adopted; what fxgit then builds from nothing is the same, and
# goes again without a trace. `-- refused: WORDS` in a first line: adopting it says these words.
. "$(dirname "$0")/lib.sh"

# What is fxgit's own, or SQLite's, or of a virtual table, is no part of a schema.
schema() { python3 "$FX_SRC/tests/e2e/normal.py" "$1"; }
rows() { sqlite3 -batch "$1" .dump | grep '^INSERT' | grep -v fxgit_ | sort; }

count=0
for file in "$FX_SRC"/tests/corpus/sqlite/*.sql; do
    name=$(basename "$file" .sql)
    cd "$T"
    git init -q "$name"
    cd "$name"
    sqlite3 -batch -bail app.db <"$file" || fail "$name: SQLite does not take it"
    rows app.db >"$T/rows"
    refused=$(sed -n '1s/^-- refused: //p' "$file")
    if [ -n "$refused" ]; then
        run 1 fxgit init --from-database --no-hooks --database sqlite:///app.db
        err_has "$refused"
        [ ! -e entities/a.yml ] || fail "$name: something is left of what was refused"
        count=$((count + 1))
        continue
    fi
    run 0 fxgit init --from-database --no-hooks --database sqlite:///app.db
    run 0 fxgit new
    out_has 'nothing to do'
    run 0 fxgit drift
    rows app.db | cmp -s - "$T/rows" || fail "$name: rows have changed"
    run 0 fxgit check --prove
    run 0 fxgit inspect
    cp "$T/out" "$T/adopted"
    run 0 fxgit upgrade --database sqlite:///fresh.db
    run 0 fxgit inspect --database sqlite:///fresh.db
    cmp "$T/adopted" "$T/out" || fail "$name: a fresh build is inspected as something else"
    schema app.db >"$T/schema"
    schema fresh.db | diff "$T/schema" - >"$T/difference" || fail "$name: .schema differs: $(cat "$T/difference")"
    run 0 fxgit downgrade base --yes --database sqlite:///fresh.db
    same "$name, gone again" "$(schema fresh.db)" ''
    count=$((count + 1))
done
[ "$count" -ge 40 ] || fail "only $count schemas"
ok "$count schemas are adopted, built anew, and gone again"
