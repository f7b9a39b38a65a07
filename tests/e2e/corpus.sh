#!/bin/sh
# Each schema of tests/corpus/<engine> is adopted; what fxgit then builds from nothing is the same, and
# goes again without a trace. `-- refused: WORDS` in a first line: adopting it says these words.
. "$(dirname "$0")/lib.sh"

# What is fxgit's own, or SQLite's, or of a virtual table, is no part of a schema.
schema() { # of the database at a URL
    case $engine in
    sqlite) python3 "$FX_SRC/tests/e2e/normal.py" "${1#sqlite:///}" ;;
    postgresql)
        pg_dump -s -O -x -T 'fxgit_*' -T alembic_version -d "$1" | grep -vE '^(--|SET |SELECT pg_catalog|.(un)?restrict |$)' |
            python3 "$FX_SRC/tests/e2e/sorted.py"
        ;;
    mysql)
        # shellcheck disable=SC2016 # backticks are quotes there
        dump_mysql "$1" --no-data --routines | perl -0pe 's/FOR EACH ROW\s+/FOR EACH ROW /g' | sed -E 's/ AUTO_INCREMENT=[0-9]+//; s/ ?DEFINER=`[^`]*`@`[^`]*`//g; s/ ON (UPDATE|DELETE) NO ACTION//g; s/int\([0-9]+\)( unsigned)?/int\1/; s/`//g; s/ USING BTREE//; s/ TRANSACTIONAL=1//; s/,$//' |
            grep -vE '^(CREATE SEQUENCE |DO SETVAL|SELECT SETVAL|/\*!?[0-9]* ?SET |/\*M?!999999|SET |$)' | sort
        ;;
    esac
}
# of mysql://user:password@host:port/name, without the ledger
dump_mysql() {
    dumped=${1##*/} login=${1#*://} && shift
    address=${login#*@} && address=${address%%/*} login=${login%%@*}
    ignored=''
    for table in fxgit_meta fxgit_ledger fxgit_text fxgit_events fxgit_journal alembic_version; do
        ignored="$ignored --ignore-table=$dumped.$table"
    done
    # shellcheck disable=SC2086 # a list of options
    mariadb-dump --no-defaults --default-character-set=utf8mb4 -h "${address%%:*}" -P "${address##*:}" \
        -u "${login%%:*}" "-p${login#*:}" --compact --skip-dump-date --skip-opt --create-options \
        --skip-extended-insert $ignored "$@" "$dumped"
}
rows() {
    case $engine in
    sqlite) sqlite3 -batch "${1#sqlite:///}" .dump | grep '^INSERT' | grep -v fxgit_ | sort ;;
    postgresql) pg_dump -a --inserts --disable-triggers -T 'fxgit_*' -d "$1" | grep '^INSERT' | sort ;;
    mysql) dump_mysql "$1" --no-create-info --skip-triggers | grep '^INSERT' | sort ;;
    esac
}
load() {
    case $engine in
    sqlite) sqlite3 -batch -bail app.db <"$1" ;;
    postgresql) psql -q -v ON_ERROR_STOP=1 -d "$DB" -f "$1" >/dev/null ;;
    mysql) mysql_on "$DB_NAME" <"$1" >/dev/null ;;
    esac
}
fresh_database() { # for sqlite a file, which is there when it is used
    new_database
    [ "$engine" != sqlite ] || DB=sqlite:///fresh.db
}

count=0
for file in "$FX_SRC"/tests/corpus/"$engine"/*.sql; do
    name=$(basename "$file" .sql)
    cd "$T"
    git init -q "$name"
    cd "$name"
    new_database
    app=$DB
    load "$file" || fail "$name: $engine does not take it"
    rows "$app" >"$T/rows.of"
    refused=$(sed -n '1s/^-- refused: //p' "$file")
    if [ -n "$refused" ]; then
        run 1 fxgit init --from-database --no-hooks --database "$app"
        err_has "$refused"
        [ ! -e entities/a.yml ] || fail "$name: something is left of what was refused"
        count=$((count + 1))
        continue
    fi
    run 0 fxgit init --from-database --no-hooks --database "$app"
    run 0 fxgit new
    out_has 'nothing to do'
    run 0 fxgit drift
    rows "$app" | cmp -s - "$T/rows.of" || fail "$name: rows have changed"
    run 0 fxgit check --prove --database "$app"
    run 0 fxgit inspect
    cp "$T/out" "$T/adopted"
    fresh_database
    fresh=$DB
    run 0 fxgit upgrade --database "$fresh"
    run 0 fxgit inspect --database "$fresh"
    cmp "$T/adopted" "$T/out" || fail "$name: a fresh build is inspected as something else"
    schema "$app" >"$T/schema"
    schema "$fresh" | diff "$T/schema" - >"$T/difference" || fail "$name: .schema differs: $(cat "$T/difference")"
    run 0 fxgit downgrade base --yes --database "$fresh"
    same "$name, gone again" "$(schema "$fresh")" ''
    count=$((count + 1))
done
[ "$count" -ge "${FX_CORPUS_LEAST:-40}" ] || fail "only $count schemas"
ok "$count schemas are adopted, built anew, and gone again"
