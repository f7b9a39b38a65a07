#!/bin/sh
# What a user types and sees: help, mistakes, set-up, hooks (DESIGN section 6).
. "$(dirname "$0")/lib.sh"

user() { # further lines of the entity
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'
        cat
    } | write entities/user.yml
}

project() { # NAME: a repository with one committed revision
    new_repo "$1"
    run 0 fxgit init --database sqlite:///app.db
    user <<'END'
  name: string(100)
END
    git add -A
    run 0 git commit -m 'Users'
    id=$(basename migrations/versions/*_create_table_user.yml | cut -c1-12)
}

is_json() {
    python3 -m json.tool <"$T/out" >"$T/parsed" 2>"$T/err" || fail 'the result is not one JSON document'
}

cd "$T"
run 0 fxgit --version
out_has 'fxgit '
err_empty
run 0 fxgit --help
for command in init new diff upgrade downgrade sync status current heads list show check delete \
    stamp restore doctor 'hooks install' 'hooks uninstall' 'hooks status'; do
    has "$T/out" 'the list of commands' "  $command"
done
for command in init new diff upgrade downgrade sync status current heads list show check delete \
    stamp restore doctor; do
    run 0 fxgit "$command" --help
    out_has "usage: fxgit $command"
    err_empty
done
for command in install uninstall status; do
    run 0 fxgit hooks "$command" --help
    out_has "usage: fxgit hooks $command"
done
run 2 fxgit
ok 'help of everything'

run 2 fxgit upgrade --taget production
err_is <<'END'
fxgit: unknown option --taget
hint: did you mean --target?
END
run 2 fxgit upgrde
err_is <<'END'
fxgit: unknown command 'upgrde'
hint: did you mean upgrade?
END
run 2 fxgit show
err_has 'an argument is missing: REV'
run 2 fxgit status now
err_has "unexpected argument 'now'"
run 2 fxgit downgrade --steps many
err_has "--steps takes a number, not 'many'"
run 2 fxgit upgrade --target
err_has '--target needs a value'
run 2 fxgit hooks
err_has 'install, uninstall or status'
run 2 fxgit --color sometimes status
run 2 fxgit -C "$T/nowhere" status
err_has 'nowhere'
run 4 fxgit status
err_has 'fxgit.yml'
err_has 'fxgit init'
ok 'mistakes of usage name the word and what was meant'

project usual
cd "$T"
run 0 fxgit -C usual heads
out_has "$id"
run 0 fxgit -C usual upgrade
[ -e usual/app.db ] || fail 'the database is not beside fxgit.yml'
run 0 fxgit --config usual/fxgit.yml current
out_has "$id"
mkdir usual/deep
cd usual/deep
run 0 fxgit current
out_has "$id"
cd ..
rmdir deep
ok '-C, --config and a folder below'

cp fxgit.yml "$T/before"
echo '# mine' >>fxgit.yml
echo 'notes' >entities/example.yml.txt
cp fxgit.yml "$T/before"
cp .gitignore "$T/ignore"
run 0 fxgit init --database sqlite:///other.db
cmp -s fxgit.yml "$T/before" || fail 'init overwrote fxgit.yml'
same 'the example' "$(cat entities/example.yml.txt)" notes
run 0 fxgit init --database sqlite:///app.db
same 'lines about app.db' "$(grep -c '^/app.db$' .gitignore)" 1
git checkout -q HEAD .
ok 'init twice keeps what is there'

new_repo bare-hooks
run 0 fxgit init --no-hooks
out_lacks 'hooks '
[ ! -e .git/hooks/pre-commit ] || fail 'init --no-hooks made a hook'
[ -e fxgit.yml ] || fail 'init made no fxgit.yml'
run 0 fxgit hooks status
out_has 'absent'
ok 'init --no-hooks'

new_repo secret
run 0 fxgit init --database 'postgresql://ada:h5nter2@db.example.org/shop'
cat "$T/out" "$T/err" >"$T/seen"
lacks "$T/seen" 'what init says' h5nter2
git add -A
git grep -q --cached h5nter2 && fail 'a tracked file has the password'
file_has fxgit.local.yml h5nter2
same 'the mode of fxgit.local.yml' "$(stat -c %a fxgit.local.yml)" 600
DATABASE_URL='postgresql://ada:h5nter2@localhost:1/shop' run 6 fxgit upgrade
err_lacks h5nter2
run 6 fxgit upgrade -v --database 'mysql://ada:h5nter2@localhost/shop'
err_lacks h5nter2
DATABASE_URL='postgresql://ada:h5nter2@localhost:1/shop' run 0 fxgit status --json
is_json
out_lacks h5nter2
ok 'a password is neither tracked nor shown'

new_repo mono
mkdir -p services/shop
cd services/shop
run 0 fxgit init --database sqlite:///app.db
user <<'END'
  name: string(100)
END
cd ../..
git add -A
run 0 git commit -m 'Users of the shop'
clean
git show --name-only --format= HEAD >"$T/names"
file_has "$T/names" 'services/shop/migrations/versions/'
cd services/shop
run 0 fxgit sync
same 'the table' "$(sql app.db "SELECT count(*) FROM user")" 0
run 0 fxgit status
out_has 'in sync'
sed -i 's/string(100)/string(120)/' migrations/versions/*.yml
run 1 git commit -am 'Edited'
err_has 'services/shop/migrations/versions/'
git checkout -q HEAD .
cd ../..
run 0 fxgit -C services/shop check
ok 'a project in a subfolder'

run 0 fxgit init --database sqlite:///top.db
user <<'END'
  age: integer
END
cat >services/shop/entities/item.yml <<'END'
table: item
columns:
  id: {type: integer, primary_key: true}
END
git add -A
run 0 git commit -m 'Two projects'
clean
git show --name-only --format= HEAD >"$T/names"
grep -q '^migrations/versions/.*_create_table_user.yml$' "$T/names" || fail 'nothing at the top'
grep -q '^services/shop/migrations/versions/.*_create_table_item.yml$' "$T/names" ||
    fail 'nothing in services/shop'
cat >services/shop/entities/item.yml <<'END'
table: item
columns:
  id: {type: integr, primary_key: true}
END
run 1 git commit -am 'Wrong'
err_has 'services/shop/entities/item.yml:3:'
git checkout -q HEAD .
ok 'two projects in one commit'

project template
mkdir "$T/image"
cp -R fxgit.yml entities migrations "$T/image"
cd "$T/image"
FXGIT_COMMIT=0123456789abcdef0123456789abcdef01234567
export FXGIT_COMMIT
run 0 fxgit upgrade
same 'the commit' "$(sql app.db 'SELECT commit_id FROM fxgit_ledger')" "$FXGIT_COMMIT"
unset FXGIT_COMMIT
run 0 fxgit status
out_has 'in sync'
run 0 fxgit current
out_has "$id"
run 0 fxgit downgrade base
run 0 fxgit current
out_lacks "$id"
run 0 fxgit upgrade
same 'no commit' "$(sql app.db 'SELECT commit_id IS NULL FROM fxgit_ledger')" 1
run 0 fxgit downgrade "$id^"
sql app.db 'CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL)'
run 0 fxgit stamp "$id" --force
run 0 fxgit current
out_has "$id"
run 5 fxgit hooks install
err_has 'not in a Git repository'
ok 'without Git: upgrade, downgrade, status, current, stamp'

cd "$T/usual"
git status --porcelain >"$T/err"
sed 's/^entities:/entitys:/' fxgit.yml >fxgit.new
line=$(grep -n '^entitys:' fxgit.new | cut -d: -f1)
mv fxgit.new fxgit.yml
run 4 fxgit status
err_has "fxgit.yml:$line:"
err_has 'entitys'
err_has 'id you mean'
err_has 'entities'
git checkout -q fxgit.yml
sed -i "s|^database:.*|database: \${NO_SUCH_VARIABLE}|" fxgit.yml
run 4 fxgit upgrade
err_has 'NO_SUCH_VARIABLE'
run 0 fxgit heads
NO_SUCH_VARIABLE=sqlite:///app.db run 0 fxgit upgrade
echo 'NO_SUCH_VARIABLE=sqlite:///app.db' >.env
run 0 fxgit current
out_has "$id"
rm .env
git checkout -q fxgit.yml
printf 'database: sqlite:///local.db\n' >fxgit.local.yml
run 0 fxgit status
out_has 'local.db'
rm fxgit.local.yml
printf 'fxgit: 1\nentities: [a\n' >fxgit.yml
run 4 fxgit status
err_has 'fxgit.yml:'
git checkout -q fxgit.yml
ok 'fxgit.yml: an unknown key, a variable that is not set, broken YAML'

cat >entities/post.yml <<'END'
table: post
columns:
  id: {type: integer, primary_key: true}
  title: strng(80)
END
run 4 fxgit diff
err_has "entities/post.yml:4:10: unknown type 'strng(80)'"
err_has 'id you mean string(80)?'
err_has 'Types: boolean, smallint, integer'
printf 'table: post\ncolumns:\n  id: {type: integer\n' >entities/post.yml
run 4 fxgit diff
err_has 'entities/post.yml:'
printf 'table: post\ncolums:\n  id: integer\n' >entities/post.yml
run 4 fxgit diff
err_has 'entities/post.yml:2:'
err_has 'columns'
rm entities/post.yml
printf 'revision: %s\nrevises: [' 0123456789ab >migrations/versions/0123456789ab_bad.yml
run 4 fxgit upgrade
err_has '0123456789ab_bad.yml:'
rm migrations/versions/0123456789ab_bad.yml
clean
ok 'bad entities and revisions name file, line and cure'

project json
user <<'END'
  name: string(100)
  age: {type: integer, nullable: true}
END
run 0 fxgit diff --json
is_json
out_has '"steps"'
run 0 fxgit new -m 'Age' --json
is_json
age=$(basename migrations/versions/*_age.yml | cut -c1-12)
run 0 fxgit upgrade --dry-run --json
is_json
for command in upgrade status current heads list check 'hooks status' 'restore --list' sync doctor \
    "show $age" 'diff' 'downgrade -1' "stamp $age --force --dry-run" 'upgrade' 'downgrade base --yes' \
    "delete $age --yes" 'hooks install' 'hooks uninstall' 'init'; do
    # shellcheck disable=SC2086
    run 0 fxgit $command --json
    is_json
    err_lacks 'Error'
done
run 0 fxgit status --json
for key in branch commit heads applied missing foreign changed in_sync; do
    out_has "\"$key\":"
done
run 2 fxgit upgrade --json nosuch
ok 'every command has a JSON form'

project hooks
run 0 fxgit hooks uninstall
printf '#!/bin/sh\necho mine >>called\n' >.git/hooks/pre-commit
chmod 755 .git/hooks/pre-commit
cp -p .git/hooks/pre-commit "$T/mine"
run 0 fxgit hooks status
out_has "somebody else's"
run 0 fxgit hooks install
run 0 fxgit hooks install
run 0 fxgit hooks status
out_has 'installed, with the one before'
user <<'END'
  name: string(100)
  age: {type: integer, nullable: true}
END
run 0 git commit -am 'Age'
same 'the former hook ran' "$(cat called)" mine
rm called
same 'revisions' "$(git ls-files migrations/versions | grep -c 'yml$')" 2
run 0 fxgit hooks uninstall
cmp -s .git/hooks/pre-commit "$T/mine" || fail 'the former hook is not as it was'
[ -x .git/hooks/pre-commit ] || fail 'the former hook cannot run'
same 'hooks that are left' "$(find .git/hooks -type f ! -name '*.sample' | wc -l)" 1
ok 'an existing hook is called first, and comes back byte for byte'

rm .git/hooks/pre-commit
git config core.hooksPath .githooks
run 0 fxgit hooks install
[ -x .githooks/pre-commit ] || fail 'core.hooksPath is not honoured'
[ ! -e .git/hooks/pre-commit ] || fail 'a hook is in .git/hooks too'
user <<'END'
  name: string(100)
  age: {type: integer, nullable: true}
  note: {type: text, nullable: true}
END
run 0 git commit -am 'Note'
same 'revisions' "$(git ls-files migrations/versions | grep -c 'yml$')" 3
run 0 fxgit hooks uninstall
[ ! -e .githooks/pre-commit ] || fail 'the hook is still in core.hooksPath'
ok 'core.hooksPath'

run 1 fxgit doctor
out_has 'hooks install'
run 0 fxgit hooks install
run 0 fxgit doctor
out_lacks 'bad '
ok 'doctor'

project delete
run 0 fxgit new --empty -m 'First draft'
draft=$(basename migrations/versions/*_first_draft.yml | cut -c1-12)
run 0 fxgit new --empty -m 'Second draft'
second=$(basename migrations/versions/*_second_draft.yml | cut -c1-12)
run 1 fxgit delete "$draft" --yes
err_has 'has others built on it'
err_has "$second"
run 0 fxgit upgrade
run 1 fxgit delete "$second" --yes
err_has 'is applied to'
err_has "fxgit downgrade $second^"
run 0 fxgit downgrade "$second^"
run 3 fxgit delete "$second" --no-input
err_has 'second_draft'
[ -e migrations/versions/"$second"_second_draft.yml ] || fail 'it was deleted without consent'
run 0 fxgit delete "$second" --yes
[ ! -e migrations/versions/"$second"_second_draft.yml ] || fail 'it is still there'
run 2 fxgit show nosuch
ok 'delete: not with children, not applied, not without consent'

run 0 fxgit restore --list
out_empty
run 0 fxgit sync
sql app.db "INSERT INTO user (name) VALUES ('Ada')"
run 0 fxgit downgrade base --yes
run 0 fxgit restore --list
out_has '.db'
run 3 fxgit restore --no-input
run 0 fxgit restore --yes
same 'rows' "$(sql app.db 'SELECT name FROM user')" Ada
run 2 fxgit restore nosuch.db
for damage in 'not a database' ''; do
    printf '%s%5000s' "$damage" x >app.db
    cp app.db "$T/damaged"
    run 6 fxgit current
    run 0 fxgit restore --yes
    run 0 fxgit current
    kept=$(find . -maxdepth 1 -name 'app.db.damaged*' -newer fxgit.yml | sort | tail -1)
    cmp -s "$T/damaged" "$kept" || fail 'the damaged file is not kept'
done
ok 'restore and its list, over a damaged file, too'
