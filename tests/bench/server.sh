#!/bin/sh
# The main commands on a server, beside its own client with the same SQL. Prints figures, asserts nothing.
# usage: ci/servers start; eval "$(ci/servers env)"; tests/bench/server.sh postgresql|mysql [REVISIONS]
set -eu
cd "$(dirname "$0")/../.."
engine=${1:?postgresql or mysql}
count=${2:-1000}
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DFX_TESTS=OFF >/dev/null
ninja -C build/bench --quiet
fxgit=$PWD/build/bench/fxgit
dir=$(mktemp -d "${TMPDIR:-/tmp}/fxgit-bench.XXXXXX")
name=fxbench_$$
case $engine in
postgresql)
    server=${FXGIT_TEST_POSTGRES_URL:?ci/servers start, and eval "\$(ci/servers env)"}
    client="psql -q -X -1 -d ${server%/*}/$name -f"
    select="psql -q -X -d ${server%/*}/$name -c 'SELECT 1'"
    gone="psql -q -d $server -c 'DROP DATABASE IF EXISTS $name WITH (FORCE)' 2>/dev/null"
    again="$gone; psql -q -d $server -c 'CREATE DATABASE $name'"
    ;;
mysql)
    server=${FXGIT_TEST_MYSQL_URL:?ci/servers start, and eval "\$(ci/servers env)"}
    login=${server#*://} address=${server#*@}
    address=${address%%/*} login=${login%%@*}
    mariadb="mariadb --no-defaults -h ${address%%:*} -P ${address##*:} -u ${login%%:*} -p${login#*:}"
    client="$mariadb $name <"
    select="$mariadb $name -e 'SELECT 1'"
    gone="$mariadb -e 'DROP DATABASE IF EXISTS $name'"
    again="$gone; $mariadb -e 'CREATE DATABASE $name CHARACTER SET utf8mb4'"
    ;;
esac
url=${server%/*}/$name
finish() {
    sh -c "$gone"
    rm -rf "$dir"
}
trap finish EXIT
cd "$dir"
git init --quiet --initial-branch=main .
sh -c "$again"
"$fxgit" init --no-hooks --database "$url" >/dev/null

# one table for each ten revisions: the first creates it, each of the others adds a column
awk -v count="$count" 'BEGIN {
    for (i = 1; i <= count; i++) {
        id = sprintf("a%011x", i)
        parent = i == 1 ? "" : sprintf("a%011x", i - 1)
        table = sprintf("t%05d", int((i - 1) / 10))
        file = sprintf("migrations/versions/%s_step.yml", id)
        printf "# Step %d\nrevision: %s\nrevises: [%s]\nmessage: Step %d\nupgrade:\n", i, id, parent, i > file
        if ((i - 1) % 10 == 0)
            printf "- create_table: %s\n  columns:\n    id:\n      type: integer\n      primary_key: true\n    name: string(100)\ndowngrade:\n- drop_table: %s\n", table, table > file
        else
            printf "- add_column: %s.c%d\n  type: integer\n  nullable: true\ndowngrade:\n- drop_column: %s.c%d\n", table, i, table, i > file
        close(file)
    }
}'
git add -A
git -c user.name=Bench -c user.email=bench@example.org commit --quiet -m "$count revisions"
"$fxgit" upgrade --sql | grep -vE '^(--|BEGIN;|COMMIT;)' >up.sql
[ "$engine" = postgresql ] || "$fxgit" upgrade --sql >up.sql

echo "== $count revisions; the machine: $(nproc) cores"
hyperfine --warmup 1 --runs 5 --style basic --prepare "$again" \
    --command-name 'all from empty' "$fxgit upgrade" \
    --command-name 'its client, the same SQL' "$client up.sql" 2>/dev/null
sh -c "$again"
"$fxgit" upgrade >/dev/null
hyperfine --warmup 2 --runs 20 --style basic --command-name 'no-op upgrade' "$fxgit upgrade" \
    --command-name 'its client, SELECT 1' "$select" 2>/dev/null

echo "== 1000 tables with keys, references, checks and indexes"
mkdir adopt && cd adopt && git init --quiet .
sh -c "$again"
case $engine in
postgresql)
    awk 'BEGIN {
        for (i = 0; i < 1000; i++)
            printf "CREATE TABLE t%d (id bigserial PRIMARY KEY, name varchar(100) NOT NULL DEFAULT '"''"', price numeric(10,2) CHECK (price >= 0), at timestamptz DEFAULT now(), up bigint%s, UNIQUE (name, price));\nCREATE INDEX t%d_up ON t%d (up);\n", i, (i > 0 ? " REFERENCES t" (i - 1) : ""), i, i
    }' | psql -q -1 -d "$url"
    ;;
mysql)
    awk 'BEGIN {
        for (i = 0; i < 1000; i++)
            printf "CREATE TABLE t%d (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(100) NOT NULL DEFAULT '"''"', price decimal(10,2), at timestamp(6) DEFAULT now(6), up bigint%s, UNIQUE (name, price), INDEX t%d_up (up), CONSTRAINT t%d_price CHECK (price >= 0));\n", i, (i > 0 ? " REFERENCES t" (i - 1) " (id)" : ""), i, i
    }' >tables.sql
    sh -c "$client tables.sql"
    ;;
esac
"$fxgit" init --from-database --no-hooks --database "$url" >/dev/null
hyperfine --warmup 1 --runs 5 --style basic --command-name inspect "$fxgit inspect" \
    --command-name drift "$fxgit drift" 2>/dev/null
