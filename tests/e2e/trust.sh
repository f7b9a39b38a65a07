#!/bin/sh
# A tree is data: where to connect, and what runs, is what the clone says.
. "$(dirname "$0")/lib.sh"

# What comes to this port is kept: nothing shall. The address is this machine's, but no loopback name
# stands in a URL: `host` is what a hosts file would have.
listen() {
    mkfifo "$T/port"
    python3 - "$T/port" "$T/heard" <<'END' &
import socket, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()
open(sys.argv[1], "w").write("%d\n" % s.getsockname()[1])
while True:
    c, _ = s.accept()
    c.settimeout(2)
    with open(sys.argv[2], "ab") as f:
        f.write(b"connected\n")
        try:
            f.write(c.recv(4096))
        except OSError:
            pass
    c.close()
END
    proxy=$! # lib.sh ends it
    read -r port <"$T/port"
}

nobody_came() {
    [ ! -e "$T/heard" ] || fail "somebody connected: $(cat "$T/heard")"
}

project() { # URL
    cat >fxgit.yml <<END
fxgit: 1
project: 7d0c3f1e
dialects: [sqlite, postgresql, mysql]
database: "$1"
END
}

entity() {
    printf 'table: t\ncolumns:\n  id: {type: integer, primary_key: true}\n' >entities/t.yml
}

listen
# 127.0.0.1 by a name that is no loopback name to anybody who only reads it
far="u@db.example:$port/x?hostaddr=127.0.0.1"

new_repo
run 0 fxgit init
entity
git add -A
git commit -qm begin
git switch -q -c pr
project "postgresql://$far"
git commit -qam 'another place' --no-verify
git clone -q -b main . "$T/clone"
cd "$T/clone"
fxgit hooks install >/dev/null
run 0 git checkout -q pr
err_has 'is new to this clone: nothing connects to it'
err_has 'fxgit trust'
nobody_came
for command in status list log 'current' 'check --staged' 'inspect' 'drift' 'doctor' 'sync --dry-run' 'upgrade --dry-run' \
    'database wait --timeout 0' 'database diagram --live' 'lock status'; do
    # shellcheck disable=SC2086 # words
    fxgit $command >"$T/out" 2>&1 </dev/null || :
    nobody_came
done
git commit -qm 'with hooks' --allow-empty
git switch -q main 2>/dev/null
git merge -q pr 2>/dev/null
nobody_came
ok 'hooks and commands that read connect to no place that only the tree names'

for command in sync upgrade 'downgrade base' 'database create' 'database drop' 'database reset' resume 'clear --ledger' 'stamp heads'; do
    # shellcheck disable=SC2086
    run 3 fxgit $command --no-input
    err_has 'is new to this clone'
done
nobody_came
run 6 fxgit sync --yes
[ -e "$T/heard" ] || fail 'a place that was agreed to is not connected to'
run 0 fxgit trust --list
out_has "postgresql://u@db.example:$port/x?hostaddr=127.0.0.1"
rm "$T/heard"
fxgit status >/dev/null 2>&1 || :
[ -e "$T/heard" ] || fail 'a place that is known is not connected to'
run 0 fxgit trust --forget "postgresql://u@db.example:$port/x?hostaddr=127.0.0.1"
rm "$T/heard"
fxgit status >/dev/null 2>&1 || :
nobody_came
ok 'a command that writes asks for a new place, and keeps what was agreed to'

DATABASE_URL="postgresql://$far" FXGIT_X=1 fxgit status >/dev/null 2>&1 || :
nobody_came
git checkout -q HEAD -- .
# shellcheck disable=SC2016 # fxgit's own
project '${DATABASE_URL}'
DATABASE_URL="postgresql://$far" fxgit status >/dev/null 2>&1 || :
[ -e "$T/heard" ] || fail 'a variable of the environment is the user'"'"'s own'
rm "$T/heard"
printf 'DATABASE_URL=postgresql://%s\n' "$far" >.env
git add -f .env
fxgit status >/dev/null 2>&1 || :
nobody_came
git rm -q --cached .env
fxgit status >/dev/null 2>&1 || :
[ -e "$T/heard" ] || fail 'an untracked .env is the user'"'"'s own'
rm -f "$T/heard" .env
ok 'a URL that is wholly a variable is the own one, but not by a tracked .env'

# other ways to the same place
for url in "postgresql://u@127.0.0.1:$port/x?host=db.example&hostaddr=127.0.0.1" \
    "postgresql://u@127.0.0.1,db.example:$port/x" "mysql://u@db.example:$port/x" \
    "sqlite:///../outside.db" "sqlite:////$T/outside.db" 'sqlite:///.git/x.db' 'sqlite:///link.db'; do
    project "$url"
    ln -sf "$T/outside.db" link.db
    run 3 fxgit sync --no-input
    err_has 'is new to this clone'
done
rm link.db
[ ! -e "$T/outside.db" ] || fail 'a file outside of the work tree was made'
nobody_came
project "sqlite:///app.db"
run 0 fxgit sync
ok 'parameters, several hosts, links and folders above count as what they are'

secret=hunter2hunter2
export secret
# shellcheck disable=SC2016
project "postgresql://u:\${secret}@db.example:$port/\${secret}?hostaddr=127.0.0.1"
for command in status log 'sync --no-input' 'check --staged'; do
    # shellcheck disable=SC2086
    fxgit $command >"$T/out" 2>"$T/err" </dev/null || :
    out_lacks hunter2
    err_lacks hunter2
done
nobody_came
ok 'the values of variables go nowhere, and are not shown'

for parameter in 'sslkey=evil.so%3Ak' 'service=x' 'servicefile=x' 'passfile=x' 'options=-c%20session_preload_libraries%3Dx' \
    'options=--search_path%3Da%20-c%20log_statement%3Dall' 'replication=true' 'gsslib=x' 'nosuch=1'; do
    project "postgresql://u@127.0.0.1:$port/x?sslmode=require&$parameter"
    run 4 fxgit sync --yes
    err_has 'a parameter that a tracked file may not set'
    err_has 'fxgit.yml:4'
    run 0 fxgit list
done
project "mysql://u@127.0.0.1:$port/x?plugin_dir=x"
run 4 fxgit sync --yes
err_has 'plugin_dir'
nobody_came
project 'sqlite:///app.db?mode=ro'
run 0 fxgit status
fxgit new --empty -m More >/dev/null
run 6 fxgit upgrade
err_has 'readonly'
project 'sqlite:///app.db?vfs=unix-none'
run 4 fxgit upgrade
err_has "unknown parameter 'vfs'"
ok 'parameters of a tracked file pass a list; SQLite has mode'

git checkout -q HEAD -- .
project 'sqlite:///app.db'
printf 'database: postgresql://%s\n' "$far" >fxgit.local.yml
fxgit status >/dev/null 2>&1 || :
[ -e "$T/heard" ] || fail 'fxgit.local.yml is the user'"'"'s own'
rm "$T/heard"
git add -f fxgit.local.yml
for command in status sync 'check --staged' list; do
    # shellcheck disable=SC2086
    run 4 fxgit $command
    err_has 'fxgit.local.yml: it is tracked by Git'
done
nobody_came
git rm -q --cached fxgit.local.yml
rm fxgit.local.yml
ok 'a tracked fxgit.local.yml is refused'

mkfifo .env
# shellcheck disable=SC2016
project '${DATABASE_URL:-sqlite:///app.db}'
run 4 fxgit upgrade
err_has '.env: it is no regular file'
rm .env
mkfifo fxgit.local.yml
run 4 fxgit status
err_has 'fxgit.local.yml: it is no regular file'
rm fxgit.local.yml
project 'sqlite:///app.db'
for folder in .git/hooks x/.GIT/y .git; do
    project 'sqlite:///app.db'
    echo "migrations: $folder" >>fxgit.yml
    run 4 fxgit new --empty -m x
    err_has 'is not a path inside the project'
    project 'sqlite:///app.db'
    echo "entities: [$folder]" >>fxgit.yml
    run 4 fxgit new -m x
done
project 'sqlite:///app.db'
mkdir "$T/elsewhere"
for folder in migrations entities; do
    mv $folder "$folder.kept"
    ln -s "$T/elsewhere" $folder
    run 4 fxgit new --empty -m x
    err_has "$folder: it leads out of the work tree"
    rm $folder
    mv "$folder.kept" $folder
done
mv migrations/versions versions
ln -s ../.git/hooks migrations/versions
run 4 fxgit new --empty -m x
err_has 'migrations/versions: it leads out of the work tree'
rm migrations/versions
mv versions migrations/versions
[ -z "$(ls "$T/elsewhere")" ] || fail 'something was written elsewhere'
ok 'pipes, and folders that lead elsewhere, are refused by name'

# a branch cannot make its checkout run its SQL
git checkout -q HEAD -- .
git clean -qfd
cd "$T/repo"
git switch -q main
git switch -q -c evil
# shellcheck disable=SC2016
printf 'hooks: {post-checkout: sync}\n' >>fxgit.yml
printf 'revision: aaaaaaaaaaaa\nrevises: [%s]\nmessage: Evil\nupgrade:\n- execute: CREATE TABLE evil (x INTEGER)\n  state: []\nirreversible: evil\n' \
    "$(fxgit heads | cut -d' ' -f1)" >migrations/versions/aaaaaaaaaaaa_evil.yml
git add -A
git commit -qm evil --no-verify
git switch -q main
cd "$T"
rm -rf clone
git clone -q -b main repo clone
cd clone
fxgit hooks install >/dev/null
run 0 fxgit sync
run 0 git checkout -q evil
err_has 'post-checkout: sync` of fxgit.yml is not done'
[ "$(sqlite3 app.db "SELECT count(*) FROM sqlite_schema WHERE name = 'evil'")" = 0 ] || fail 'the branch ran its SQL'
git checkout -q main
echo 'hooks: {post-checkout: sync}' >fxgit.local.yml
run 0 git checkout -q evil
[ "$(sqlite3 app.db "SELECT count(*) FROM sqlite_schema WHERE name = 'evil'")" = 1 ] || fail 'the clone asked for it'
ok 'whether a checkout syncs is said by the clone'
