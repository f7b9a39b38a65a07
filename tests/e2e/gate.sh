#!/bin/sh
# check: what CI runs (DESIGN section 8).
. "$(dirname "$0")/lib.sh"

new_repo
new_database
run 0 fxgit init --database "$DB"
write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
END
git add -A
run 0 git commit -m 'Users'
revision=$(git show --name-only --format= HEAD -- migrations/versions | grep '\.yml$')
id=$(sed -n 's/^revision: //p' "$revision")
run 0 fxgit check
out_empty
ok 'a good tree: nothing to say'

git switch -q -c work
commit() {
    git add -A
    git commit -q --no-verify -m "$1"
}
back() {
    git reset -q --hard main
}

echo '# a comment' >>"$revision"
commit 'A comment'
run 0 fxgit check --base main
back
ok 'comments pass'

git mv "$revision" migrations/versions/other_name.yml
commit 'Rename'
run 0 fxgit check --base main
back
ok 'a renamed file passes'

git rm -q "$revision"
commit 'Delete'
run 1 fxgit check --base main
mv "$T/out" "$T/with_git"
run 1 env PATH=/nowhere "$FXGIT" check --base main
cmp -s "$T/with_git" "$T/out" || fail 'without the git command the gate says something else'
mv "$T/with_git" "$T/out"
out_has "revision $id is frozen and was deleted"
back
ok 'a deleted one does not'

sed -i "s/^revises: \[\]/revises: [0123456789ab]/" "$revision"
commit 'Parent'
run 1 fxgit check --base main
out_has '0123456789ab'
back
ok 'a missing parent'

printf '<<<<<<< HEAD\n' >>"$revision"
commit 'Conflict'
run 1 fxgit check --base main
out_has 'conflict markers'
back
ok 'conflict markers'

cp "$revision" migrations/versions/copy.yml
commit 'Twice'
run 1 fxgit check
out_has 'copy.yml'
back
ok 'two files with one id'

echo '  age: {type: integer, nullable: true}' >>entities/user.yml
commit 'Not covered'
run 1 fxgit check
out_has 'user.age'
out_has 'entities/user.yml:5'
run 1 fxgit check --json
out_has '"not-covered"'
back
ok 'entities that no revision covers'

for name in one two; do
    write "migrations/versions/$name.yml" <<END
revision: ${name}
revises: [$id]
message: $name
upgrade:
- add_column: user.$name
  type: integer
  nullable: true
downgrade: []
END
done
sed -i 's/^revision: one/revision: aaaaaaaaaaaa/' migrations/versions/one.yml
sed -i 's/^revision: two/revision: bbbbbbbbbbbb/' migrations/versions/two.yml
commit 'Two heads'
run 1 fxgit check
out_has 'there are 2 heads: aaaaaaaaaaaa, bbbbbbbbbbbb'
out_has 'does not lead back'
run 0 fxgit heads
out_has aaaaaaaaaaaa
run 1 fxgit upgrade head
err_has 'aaaaaaaaaaaa'
run 0 fxgit new --empty -m 'Merge heads'
run 0 fxgit heads
out_lacks aaaaaaaaaaaa
git clean -q -f -d
back
ok 'two heads, and a downgrade that does not lead back'

git switch -q -c left main
echo '  left: {type: text, nullable: true}' >>entities/user.yml
run 0 git commit -am 'Left'
git switch -q -c right main
echo '  right: {type: text, nullable: true}' >>entities/user.yml
run 0 git commit -am 'Right'
run 0 fxgit check --base left
out_has 'there will be 2 heads'
run 1 fxgit check --base left --strict
git switch -q work
back
ok 'one head here, two together with the base'

write migrations/versions/sql.yml <<END
revision: cccccccccccc
revises: [$id]
message: SQL
upgrade:
- execute: CREATE TABLE hidden (id INTEGER PRIMARY KEY)
downgrade:
- execute: DROP TABLE hidden
END
commit 'SQL'
run 1 fxgit check
out_has 'migrations/versions/sql.yml:5: refused'
out_has 'state'
sed -i 's/^\(- execute: .*\)/\1\n  state: []/' migrations/versions/sql.yml
commit 'SQL with its state'
run 0 fxgit check
back
ok 'SQL that changes tables says what it stands for'

echo '  published: {type: text, nullable: true}' >>entities/user.yml
run 0 git commit -am 'Published'
run 0 git branch before
git reset -q --hard main
echo '  other: {type: text, nullable: true}' >>entities/user.yml
run 0 git commit -am 'Another, in its place'
run 0 fxgit check --base before
out_has 'there will be 2 heads'
run 1 fxgit check --base before --whole
out_has 'frozen and was deleted'
run 2 fxgit check --base HEAD --whole
err_has 'nothing to compare'
run 2 fxgit check --whole
err_has '--base'
git switch -q -C work main
ok 'a forced push: all that was published is frozen'

run 5 fxgit check --base nowhere
err_has 'nowhere'
ok 'a base that does not resolve'

git commit -q --allow-empty -m 'More'
git clone -q --depth 1 "file://$PWD" ../shallow 2>"$T/err"
cd ../shallow
run 5 fxgit check --base HEAD~1
ok 'a shallow clone never passes in silence'
