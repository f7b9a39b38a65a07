#!/bin/sh
# The main job, as in the README: entity, commit, sync, branch, back, refused edit.
. "$(dirname "$0")/lib.sh"

user_entity() { # further lines
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n  name: string(100)\n'
        cat
    } | write entities/user.yml
}

new_repo
new_database
run 0 fxgit init --database "$DB"
for path in fxgit.yml entities migrations/versions .gitattributes .gitignore; do
    [ -e "$path" ] || fail "init did not make $path"
done
ok 'init makes the project'

user_entity <<'END'
  email: string(255)
END
git add -A
run 0 git commit -m 'Add users'
clean
revision=$(git show --name-only --format= HEAD -- migrations/versions | grep '\.yml$')
file_has "$revision" 'create_table: user'
same 'line 11' "$(sed -n 11p "$revision")" '    name: string(100)'
ok 'the migration is in the same commit'

run 0 fxgit sync
out_has 'apply '
out_has '(1 revision)'
out_has "$DB_SHOWN is at"
db "INSERT INTO \"user\" (name, email) VALUES ('Ada', 'a@example.org'), ('Bob', 'b@example.org')"
ok 'sync makes the table'

git switch -q -c feature/age
user_entity <<'END'
  email: {type: string(255), unique: true}
  age: {type: integer, fill: 0}
END
run 0 git commit -am 'Users have an age'
clean
branch_revision=$(git show --name-only --format= HEAD -- migrations/versions)
file_has "$branch_revision" 'create_unique_constraint: user.uq_user_email'
run 0 fxgit diff main HEAD
out_has 'user.age'
out_has 'uq_user_email'
run 0 fxgit sync
same 'ages' "$(db 'SELECT sum(age), count(*) FROM "user"')" '0|2'
db "INSERT INTO \"user\" (name, email, age) VALUES ('Eve', 'a@example.org', 1)" 2>"$T/err" &&
    fail 'the email is not unique'
ok 'the branch adds age and a unique email'

run 0 git switch main
err_has 'Run: fxgit sync'
run 0 fxgit sync --dry-run
out_has 'user.age: 2 rows'
same 'columns before consent' "$(db 'SELECT count(age) FROM "user"')" 2
run 3 fxgit sync --no-input
err_has 'would lose user.age (2 rows)'
err_has 'fxgit sync --yes'
run 0 fxgit sync --yes
out_has 'undo '
same 'rows on main' "$(db 'SELECT id, name, email FROM "user" ORDER BY id')" \
    "$(printf '1|Ada|a@example.org\n2|Bob|b@example.org')"
db 'SELECT age FROM "user"' 2>"$T/err" && fail 'age is still there'
db "INSERT INTO \"user\" (name, email) VALUES ('Eve', 'a@example.org')"
ok 'back on main both are gone and the rows are there'

if [ "$engine" = sqlite ]; then
    run 0 fxgit restore --yes
    same 'ages after restore' "$(db 'SELECT count(age) FROM "user"')" 2
    run 0 fxgit sync --yes
    ok 'the snapshot brings the rows of the branch back'
else
    run 1 fxgit restore --yes
    err_has 'there is no snapshot'
    ok 'a server has tools of its own for snapshots'
fi

sed -i 's/string(100)/string(120)/' "$revision"
run 1 git commit -am 'Longer names'
err_has "$revision:11: refused: revision"
err_has 'was  name: string(100)'
err_has 'now  name: string(120)'
err_has 'Add users'
err_has 'fxgit downgrade'
ok 'the commit refuses the edit of an applied revision'

git switch -q -c sneaky
git commit -q --no-verify -am 'Longer names'
run 1 fxgit check --base main
out_has "$revision:11"
run 1 fxgit check --base main --format github
out_has "::error file=$revision,line=11"
git switch -q main
run 2 fxgit check --base main
err_has 'nothing to compare'
ok 'the gate refuses it too'
