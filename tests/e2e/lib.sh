# shellcheck shell=sh
# What every e2e script reads first:
#
#     . "$(dirname "$0")/lib.sh"
#     new_repo
#     run 0 fxgit init
#     out_has 'fxgit.yml'
#     ok 'init writes a configuration'
#
# Each script has an environment and a folder of its own; the first thing that
# is not as expected ends it with what was seen. FXGIT is the program to test.

set -eu

postgres_url=${FXGIT_TEST_POSTGRES_URL:-}
mysql_url=${FXGIT_TEST_MYSQL_URL:-}
engine=${FX_ENGINE:-sqlite} # which one the story is told on
databases=''             # and users, that were made on a server, and go at the end

# Nothing of the user's or of a surrounding git may be seen.
for name in $(env | sed -n 's/^\(GIT_[A-Za-z0-9_]*\)=.*/\1/p; s/^\(FXGIT_[A-Za-z0-9_]*\)=.*/\1/p'); do
    unset "$name"
done
# Nor of a CI that runs the tests: a test that wants one says so.
unset CI GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITLAB_CI 2>/dev/null || :
unset DATABASE_URL PRODUCTION_URL XDG_CONFIG_HOME XDG_CACHE_HOME EDITOR VISUAL PAGER CDPATH \
    LANGUAGE LC_ALL LC_MESSAGES COLORTERM NO_COLOR CLICOLOR_FORCE 2>/dev/null || :

case ${FXGIT:-} in
'') echo 'FXGIT is not set: the program to test' >&2 && exit 99 ;;
/*) ;;
*) FXGIT=$PWD/$FXGIT ;;
esac
[ -x "$FXGIT" ] || { echo "$FXGIT: no such program" >&2 && exit 99; }

FX_SRC=${FX_SRC:-$(cd "$(dirname "$0")/../.." && pwd -P)}
T=$(mktemp -d "${TMPDIR:-/tmp}/fxgit-e2e.XXXXXX")
T=$(cd "$T" && pwd -P)
TEST_NAME=$(basename "$0" .sh)
finish() {
    status=$?
    cd / || :
    [ -z "${proxy:-}" ] || kill "$proxy" 2>/dev/null || :
    for name in $databases; do
        made_on=${name%%:*} name=${name#*:}
        case $made_on in
        postgresql) psql -q -d "$postgres_url" -c "DROP DATABASE IF EXISTS $name WITH (FORCE)" >/dev/null 2>&1 || : ;;
        mysql) mysql_on '' -e "DROP DATABASE IF EXISTS $name" >/dev/null 2>&1 || : ;;
        mysql_user) mysql_on '' -e "DROP USER IF EXISTS $name" >/dev/null 2>&1 || : ;;
        esac
    done
    if [ -n "${FX_KEEP:-}" ]; then
        echo "# kept: $T" >&2
    else
        chmod -R u+rwX "$T" 2>/dev/null || :
        rm -rf "$T"
    fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$T/home" "$T/bin" "$T/tmp"
ln -s "$FXGIT" "$T/bin/fxgit"
# Not exported: the installed hooks would prefer it to the program on PATH.
program=$FXGIT
unset FXGIT
FXGIT=$program
HOME=$T/home
TMPDIR=$T/tmp
PATH=$T/bin:$PATH
TZ=UTC
LANG=C
TERM=dumb
FXGIT_USER=tester
GIT_CONFIG_NOSYSTEM=1
GIT_CONFIG_GLOBAL=$T/home/.gitconfig
GIT_TERMINAL_PROMPT=0
GIT_EDITOR=true
GIT_PAGER='cat'
GIT_CEILING_DIRECTORIES=$T
export HOME TMPDIR PATH TZ LANG TERM FXGIT_USER GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL \
    GIT_TERMINAL_PROMPT GIT_EDITOR GIT_PAGER GIT_CEILING_DIRECTORIES
# libgit2 1.5 leaks a regular expression's match when a repository has format version 1
echo 'leak:pcre2' >"$T/home/lsan"
LSAN_OPTIONS="suppressions=$T/home/lsan:print_suppressions=0"
export LSAN_OPTIONS
cat >"$GIT_CONFIG_GLOBAL" <<'END'
[user]
    name = A U Thor
    email = author@example.com
[init]
    defaultBranch = main
[advice]
    detachedHead = false
    skippedCherryPicks = false
[protocol "file"]
    allow = always
[core]
    autocrlf = false
[merge]
    conflictStyle = merge
[gc]
    auto = 0
END

# fail MESSAGE: ends the script, with what the last command wrote.
fail() {
    echo "not ok - $TEST_NAME: $*" >&2
    echo "# in $PWD" >&2
    if [ -n "${last_command:-}" ]; then
        echo "# \$ $last_command (status $last_status)" >&2
        sed 's/^/# out: /' "$T/out" >&2
        sed 's/^/# err: /' "$T/err" >&2
    fi
    exit 1
}

# ok NAME: one thing is shown to work.
ok() {
    echo "ok - $TEST_NAME: $*"
}

# new_repo [NAME]: an empty repository on branch main, and goes there.
new_repo() {
    cd "$T"
    git init -q "${1:-repo}"
    cd "${1:-repo}"
}

# run STATUS COMMAND...: its output is in $T/out and $T/err.
run() {
    wanted=$1
    shift
    last_command=$*
    last_status=0
    "$@" >"$T/out" 2>"$T/err" </dev/null || last_status=$?
    [ "$last_status" = "$wanted" ] || fail "status $last_status, expected $wanted: $last_command"
}

has() { # FILE NAME TEXT
    grep -qF -e "$3" "$1" || fail "$2 does not have: $3"
}

lacks() { # FILE NAME TEXT
    ! grep -qF -e "$3" "$1" || fail "$2 has: $3"
}

out_has() { has "$T/out" 'standard output' "$1"; }
out_lacks() { lacks "$T/out" 'standard output' "$1"; }
err_has() { has "$T/err" 'standard error' "$1"; }
err_lacks() { lacks "$T/err" 'standard error' "$1"; }
file_has() { has "$1" "$1" "$2"; }
file_lacks() { lacks "$1" "$1" "$2"; }

is() { # FILE NAME, expected on standard input
    cat >"$T/expected"
    diff -u "$T/expected" "$1" >"$T/difference" || {
        sed 's/^/# /' "$T/difference" >&2
        fail "$2 is not as expected"
    }
}

# out_is <<EOF, err_is <<EOF: all of it.
out_is() { is "$T/out" 'standard output'; }
err_is() { is "$T/err" 'standard error'; }
out_empty() { [ ! -s "$T/out" ] || fail 'standard output is not empty'; }
err_empty() { [ ! -s "$T/err" ] || fail 'standard error is not empty'; }

# same WHAT GOT EXPECTED
same() {
    [ "$2" = "$3" ] || fail "$1 is \"$2\", expected \"$3\""
}

# clean: nothing is staged, changed or untracked.
clean() {
    state=$(git status --porcelain)
    [ -z "$state" ] || fail "the work tree is not clean: $state"
}

# sql FILE 'SQL': what SQLite answers, columns by '|'.
sql() {
    sqlite3 -batch -bail "$@"
}

# mysql_on DATABASE ARGUMENT...: the client, at the server of the tests.
mysql_on() {
    mysql_database=$1
    shift
    # mysql://user:password@host:port/name
    rest=${mysql_url#*://} && login=${rest%%@*} && address=${rest#*@} && address=${address%%/*}
    mariadb --no-defaults --default-character-set=utf8mb4 -h "${address%%:*}" -P "${address##*:}" \
        -u "${login%%:*}" "-p${login#*:}" -N -B "$@" "$mysql_database"
}

# new_database [FILE]: DB is the URL of one that is empty (a file that is not there yet), DB_SHOWN how it
# is shown; app.db (or FILE) in the project, or on the engine's server.
new_database() {
    DB_FILE=${1:-app.db}
    DB_NAME=fxe2e_$$_$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')
    case $engine in
    sqlite)
        DB=sqlite:///$DB_FILE
        ;;
    postgresql)
        psql -q -d "$postgres_url" -c "CREATE DATABASE $DB_NAME" || fail "no database on $engine"
        DB=${postgres_url%/*}/$DB_NAME
        ;;
    mysql)
        mysql_on '' -e "CREATE DATABASE $DB_NAME CHARACTER SET utf8mb4" || fail "no database on $engine"
        DB=${mysql_url%/*}/$DB_NAME
        ;;
    esac
    databases="$databases $engine:$DB_NAME"
    # shellcheck disable=SC2034 # for the stories
    DB_SHOWN=$(echo "$DB" | sed 's,://\([^:@/]*\):[^@]*@,://\1:***@,')
}

# db 'SQL': what the database of new_database answers, columns by '|'. Names in double quotes.
db() {
    case $engine in
    sqlite) sqlite3 -batch -bail "$DB_FILE" "$@" ;;
    postgresql) psql -q -At -v ON_ERROR_STOP=1 -d "$DB" -c "$1" ;;
    mysql)
        answer=$(mysql_on "$DB_NAME" -e "SET sql_mode = concat(@@sql_mode, ',ANSI_QUOTES'); $1") || return
        [ -z "$answer" ] || echo "$answer" | tr '\t' '|'
        ;;
    esac
}

# db_run FILE: a script, by the engine's own client.
db_run() {
    case $engine in
    sqlite) sqlite3 -batch -bail "$DB_FILE" <"$1" ;;
    postgresql) psql -q -v ON_ERROR_STOP=1 -d "$DB" -f "$1" >/dev/null ;;
    mysql) mysql_on "$DB_NAME" <"$1" ;;
    esac
}

# dump [schema]: a sum of all there is but the record of what failed; of tables and the like only.
dump() {
    case $engine:${1:-all} in
    sqlite:all) sqlite3 "$DB_FILE" .dump | grep -v '^INSERT INTO fxgit_events' ;;
    sqlite:schema) db "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name" ;;
    postgresql:*)
        # newer ones write a random word around it
        pg_dump -d "$DB" ${1:+-s} --exclude-table-data 'fxgit_events*' | grep -v '^\\\(un\)\?restrict '
        ;;
    mysql:all)
        mysql_on "$DB_NAME" -e 'SHOW CREATE TABLE fxgit_events'
        mysql_dump --skip-extended-insert --ignore-table="$DB_NAME.fxgit_events"
        ;;
    mysql:schema) mysql_dump --no-data | sed 's/ AUTO_INCREMENT=[0-9]*//' ;;
    esac >"$T/dump"
    sha256sum <"$T/dump"
}

mysql_dump() {
    mariadb-dump --no-defaults -h "${address%%:*}" -P "${address##*:}" -u "${login%%:*}" "-p${login#*:}" \
        --skip-comments "$@" "$DB_NAME"
}

# tables: by blanks, without fxgit's own.
tables() {
    case $engine in
    sqlite) db "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'" ;;
    postgresql) db "SELECT tablename FROM pg_tables WHERE schemaname = 'public'" ;;
    mysql) db "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'" ;;
    esac | grep -v '^fxgit_' | sort | paste -s -d ' '
}

# columns TABLE: by blanks, in their order.
columns() {
    case $engine in
    sqlite) db "SELECT name FROM pragma_table_info('$1')" ;;
    postgresql) db "SELECT column_name FROM information_schema.columns WHERE table_name = '$1' ORDER BY ordinal_position" ;;
    mysql) db "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '$1' ORDER BY ORDINAL_POSITION" ;;
    esac | paste -s -d ' '
}

# indexes TABLE: by blanks; on servers those of keys are among them.
indexes() {
    case $engine in
    sqlite) db "SELECT name FROM sqlite_master WHERE tbl_name = '$1' AND type = 'index' AND sql IS NOT NULL" ;;
    postgresql) db "SELECT indexname FROM pg_indexes WHERE tablename = '$1'" ;;
    mysql) db "SELECT DISTINCT INDEX_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '$1'" ;;
    esac | sort | paste -s -d ' '
}

# references TABLE: "table|ON DELETE" of each foreign key.
references() {
    case $engine in
    sqlite) db "SELECT \"table\", on_delete FROM pragma_foreign_key_list('$1')" ;;
    postgresql)
        db "SELECT confrelid::regclass, CASE confdeltype WHEN 'n' THEN 'SET NULL' WHEN 'c' THEN 'CASCADE' ELSE 'NO ACTION' END
            FROM pg_constraint WHERE contype = 'f' AND conrelid = '\"$1\"'::regclass"
        ;;
    mysql)
        db "SELECT REFERENCED_TABLE_NAME, DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS
            WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = '$1'"
        ;;
    esac
}

# applied: the first letters of what is, in its order.
applied() {
    db 'SELECT substr(revision, 1, 1) FROM fxgit_ledger ORDER BY seq' | paste -s -d '\0'
}

# write FILE <<EOF: with the folders it needs.
write() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}
