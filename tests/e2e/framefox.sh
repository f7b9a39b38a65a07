#!/bin/sh
# Every function of the original's manager, as a command: the call, the result, and the fault that is gone.
. "$(dirname "$0")/lib.sh"

offers() { # FUNCTION 'FAULT that is not reproduced'
    ok "$1: $2"
}

entity() {
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n'
        cat
    } | write entities/user.yml
}

versions() { find migrations/versions -name '*.yml' -o -name '*.sql' | wc -l | tr -d ' '; }

new_repo original

run 0 fxgit init --database sqlite:///app.db --no-hooks
if [ ! -d migrations/versions ] || [ ! -f migrations/revision.sql ]; then fail 'folders or template are missing'; fi
printf -- '-- reviewed by:\n' >>migrations/revision.sql
run 0 fxgit init --database sqlite:///app.db --no-hooks
file_has migrations/revision.sql 'reviewed by'
offers 'setup_directories, setup_templates' 'the template is there, and the copy of the user is kept'

run 0 fxgit new --sql -m 'By hand'
file_has "$(find migrations/versions -name '*.sql')" 'reviewed by'
rm migrations/versions/*.sql
offers 'create_config' 'no file with a password is left in /tmp, and the own template is used'

entity </dev/null
run 0 fxgit new -m 'Create users'
out_has 'created'
same 'files' "$(versions)" 1
run 0 fxgit new
out_has 'nothing to do'
same 'files' "$(versions)" 1
run 0 fxgit new --empty -m 'By hand, drop shop.old'
same 'files' "$(versions)" 2
offers 'create_migration' 'no empty file, the database need not be up to date, a message with "op." is no change'
run 0 fxgit delete "$(fxgit heads | cut -c1-12)" --yes
same 'files' "$(versions)" 1
run 0 fxgit upgrade
out_has 'apply'
run 0 fxgit upgrade
out_lacks 'apply'
run 2 fxgit upgrade bogus
offers 'upgrade' 'says what was applied, and fails with an exit status'

entity <<'END'
  age: {type: integer, fill: 0}
  email: {type: string(255), unique: true, fill: {sql: "name || '@x'"}}
END
sql app.db "INSERT INTO user (name) VALUES ('Ada')"
run 0 fxgit new -m 'Add age field and email unique constraint'
run 0 fxgit upgrade
same 'the row' "$(sql app.db 'SELECT name, age, email FROM user')" 'Ada|0|Ada@x'
file_has "$(find migrations/versions -name '*_add_age*')" 'user.uq_user_email'
run 0 fxgit downgrade -1 --yes
same 'the row' "$(sql app.db 'SELECT * FROM user')" '1|Ada'
run 1 fxgit downgrade -5
run 0 fxgit downgrade base --yes
run 0 fxgit downgrade base
run 0 fxgit upgrade
offers 'downgrade' 'a unique constraint has a name and goes again; NOT NULL works with rows'

run 0 fxgit downgrade --steps 1 --yes
run 0 fxgit status
out_has '1 to apply'
run 0 fxgit list
offers 'status' 'works where some are applied and some are not'
run 0 fxgit upgrade

same 'listed' "$(fxgit list | wc -l | tr -d ' ')" 2
touch migrations/versions/notes.txt
same 'listed' "$(fxgit list | wc -l | tr -d ' ')" 2
offers 'get_existing_migrations' 'in order, and only revisions'

run 0 fxgit show "$(fxgit heads | cut -c1-12)"
out_has 'add_column: user.age'
run 2 fxgit show ../fxgit
offers 'get_migration_content' 'no file outside is read'

run 1 fxgit delete "$(fxgit heads | cut -c1-12)"
err_has 'is applied'
run 1 fxgit delete "$(fxgit list --json | sed -n 's/.*"revision": "\([0-9a-f]*\)".*/\1/p' | head -1)"
offers 'delete_migration' 'refuses what others build on or a database has'

run 3 fxgit clear --ledger --no-input
run 0 fxgit clear --ledger --yes
same 'tables stay' "$(sql app.db "SELECT count(*) FROM sqlite_schema WHERE name = 'user'")" 1
run 0 fxgit stamp heads
offers 'create_alembic_version_table, clear_alembic_version_table' 'asks, tells the truth, and stamp brings it back'

printf 'mine\n' >migrations/README
run 0 fxgit clear --all --yes
same 'files' "$(versions)" 0
if [ ! -f migrations/README ] || [ ! -f migrations/versions/notes.txt ]; then fail 'what is not ours was deleted'; fi
offers 'cleanup_migrations, clear_all_migrations' 'keeps what is not ours'

run 0 fxgit database create --database "sqlite:///$PWD/abs%20path.db"
[ -f "$PWD/abs path.db" ] || fail 'an absolute path is not absolute'
offers 'get_database_url_string' 'an absolute path stays absolute, percent signs are decoded'
run 0 fxgit database create --database sqlite:///other.db
run 3 fxgit database drop --database sqlite:///other.db --no-input
[ -f other.db ] || fail 'dropped without consent'
run 0 fxgit database drop --database sqlite:///other.db --yes
run 0 fxgit database drop --database sqlite:///other.db --yes
offers 'database create, drop' 'an exit status for each end'
run 0 fxgit database diagram
out_has 'erDiagram'
offers 'database diagram' 'to standard output, without a browser'
