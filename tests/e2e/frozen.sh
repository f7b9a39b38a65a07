#!/bin/sh
# Edits of what is frozen, by every way in: check --base, --whole, --staged, pre-receive, update, pre-push.
. "$(dirname "$0")/lib.sh"

git init -q --bare "$T/server.git"
new_repo
git remote add origin "$T/server.git"
run 0 fxgit init --database sqlite:///app.db
versions=migrations/versions
write $versions/one.yml <<'END'
revision: aaaaaaaaaaaa
revises: []
message: One
loses: [person.old]
upgrade:
- create_table: person
  columns:
    id: {type: integer, primary_key: true}
    age: {type: integer, nullable: true}
- execute: UPDATE person SET age = age + 1 WHERE id = 1
- execute: {mysql: "UPDATE person SET age = 1 WHERE id = 1", sqlite: SELECT 1, postgresql: SELECT 1}
- execute: CREATE TABLE extra (x INTEGER)
  state:
  - create_table: extra
    columns:
      x: {type: integer, nullable: true}
downgrade:
- drop_table: extra
- drop_table: person
END
write $versions/two.yml <<'END'
revision: bbbbbbbbbbbb
revises: [aaaaaaaaaaaa]
message: Two
transaction: false
upgrade:
- add_column: person.b
  type: integer
  nullable: true
irreversible: rows were merged
END
write $versions/three.yml <<'END'
revision: cccccccccccc
revises: [bbbbbbbbbbbb]
message: Three
upgrade:
- add_column: person.c
  type: integer
  nullable: true
downgrade:
- drop_column: person.c
END
write entities/person.yml <<'END'
table: person
columns:
  id: {type: integer, primary_key: true}
  age: {type: integer, nullable: true}
  b: {type: integer, nullable: true}
  c: {type: integer, nullable: true}
END
write entities/extra.yml <<'END'
table: extra
columns:
  x: {type: integer, nullable: true}
END
git add -A
git commit -q -m 'All' || fail 'no commit'
run 0 fxgit check
git push -q origin main
git remote set-head origin main
base=$(git rev-parse HEAD)
git switch -q -c work

zero=0000000000000000000000000000000000000000
hook() { # WAY: as Git calls it, for a push of HEAD
    new=$(git rev-parse HEAD)
    case $1 in
    pre-receive) printf '%s %s refs/heads/main\n' "$base" "$new" ;;
    new) printf '%s %s refs/heads/new\n' "$zero" "$new" ;;
    pre-push) printf 'refs/heads/work %s refs/heads/work %s\n' "$new" "$zero" ;;
    update) : ;;
    esac >"$T/in"
    case $1 in
    pre-receive | new) (cd "$T/server.git" && fxgit hook pre-receive <"$T/in") ;;
    update) (cd "$T/server.git" && fxgit hook update refs/heads/new "$zero" "$new") ;;
    pre-push) fxgit hook pre-push origin "$T/server.git" <"$T/in" ;;
    esac >"$T/out" 2>&1
}
restore() {
    git reset -q --hard "$base"
    git clean -q -f -d
}
# judged STATUS TEXT: the last command.
judged() {
    [ "$last_status" = "$1" ] || fail "status $last_status, expected $1"
    [ -z "$2" ] || has "$T/out" "$last_command" "$2"
}
# each STATUS TEXT: what is in the work tree, judged by all of them; then it is gone again.
each() {
    git add -A
    run "$1" fxgit check --staged
    judged "$1" "$2"
    git commit -q --no-verify -m 'Edit'
    for whole in '' --whole; do
        run "$1" fxgit check --base "$base" ${whole:+"$whole"}
        judged "$1" "$2"
    done
    git push -q --no-verify origin HEAD:refs/tags/it
    for way in pre-receive new update pre-push; do
        last_command="the hook $way" last_status=0
        hook "$way" || last_status=$?
        judged "$1" "$2"
    done
    git push -q --no-verify origin :refs/tags/it
    restore
}
change() { # NAME SED-ARGUMENTS...
    file=$versions/$1.yml
    shift
    cp "$file" "$T/before"
    sed -i "$@" "$file"
    ! cmp -s "$file" "$T/before" || fail "nothing changed: $*"
}

# ---- what is a comment to one dialect ----
# each of the 3 by all ways would take long; what differs is how texts are read
for more in '/*M! OR 1=1 */' '/*!50000 OR 1=1 */'; do
    change one "s|WHERE id = 1\"|WHERE id = 1 $more\"|"
    git commit -q --no-verify -a -m 'Edit'
    run 1 fxgit check --base main
    out_has 'aaaaaaaaaaaa is frozen and its upgrade half changed'
    restore
done
change one 's|WHERE id = 1$|WHERE id = 1 /*! OR 1=1 */|'
each 1 'aaaaaaaaaaaa is frozen and its upgrade half changed'
change one 's|WHERE id = 1$|WHERE id = 1 -- it is one /* so */|'
each 0 'only comments and blanks of aaaaaaaaaaaa changed'
# what is written down of the project is what counts, and the base has a say
change one 's|WHERE id = 1$|WHERE id = 1 /*! OR 1=1 */|'
echo 'dialects: [sqlite]' >>fxgit.yml
git commit -q --no-verify -a -m 'Edit'
run 1 fxgit check --base main
out_has 'aaaaaaaaaaaa is frozen and its upgrade half changed'
restore
ok 'what is run is no comment'

# ---- every key of a frozen revision ----
change three 's/^revises: .*/&\nreplaces: [bbbbbbbbbbbb]/'
each 1 'cccccccccccc is frozen and its list of what it replaces changed'
change one 's/      x: .*/      x: {type: string(20), nullable: true}/'
sed -i 's/  x: .*/  x: {type: string(20), nullable: true}/' entities/extra.yml
each 1 'aaaaaaaaaaaa is frozen and its upgrade half changed'
edited() { # TEXT: by one of the ways; they are one gate
    git commit -q --no-verify -a -m 'Edit'
    run 1 fxgit check --base main
    out_has "$1"
    restore
}
change three 's/^revises: .*/&\nreplaces: [dddddddddddd]/'
edited 'cccccccccccc is frozen and its list of what it replaces changed'
change one '/^- execute: CREATE TABLE/,/x:/{/state:/,/x:/d}'
edited 'aaaaaaaaaaaa is frozen and its upgrade half changed'
change two '/^transaction/d'
edited 'bbbbbbbbbbbb is frozen and its upgrade half changed'
change three 's/^message: .*/&\ntransaction: {down: false}/'
edited 'cccccccccccc is frozen and its downgrade half changed'
change two 's/^irreversible: .*/irreversible: another reason/'
edited 'bbbbbbbbbbbb is frozen and its downgrade half changed'
change two 's/^irreversible: .*/downgrade:\n- drop_column: person.b/'
edited 'bbbbbbbbbbbb is frozen and its downgrade half changed'
change one '/^loses:/d'
edited "aaaaaaaaaaaa is frozen and its \`loses:\` changed"
change three 's/^revises: .*/revises: [aaaaaaaaaaaa]/'
edited 'cccccccccccc is frozen and its list of parents changed'
change three 's/^message: .*/message: Another\nloses: [person.c]/'
each 0 ''
ok 'each key of a frozen revision counts, or nothing depends on it'

# ---- was ----
hash=$(printf 'fx1:%064d' 0)
for reason in '""' '"  "'; do
    change one "s/WHERE id = 1\$/WHERE id = 2/; s/^message: .*/&\nwas:\n- {up: \"$hash\", reason: $reason}/"
    edited 'the reason is missing'
done
change one "s/WHERE id = 1\$/WHERE id = 2/; s/^message: .*/&\nwas:\n- {up: \"$hash\", reason: so}/"
edited 'aaaaaaaaaaaa is frozen and its upgrade half changed'
change one 's/WHERE id = 1$/WHERE id = 2/'
run 0 fxgit amend aaaaaaaaaaaa --reason 'the wrong person'
each 0 'was mended: the wrong person'
change one 's/      x: .*/      x: {type: text, nullable: true}/'
sed -i 's/  x: .*/  x: {type: text, nullable: true}/' entities/extra.yml
run 0 fxgit amend aaaaaaaaaaaa --reason 'the state was wrong'
each 0 'was mended: the state was wrong'
# one reason mends one edit, and stays
change one 's/WHERE id = 1$/WHERE id = 2/'
run 0 fxgit amend aaaaaaaaaaaa --reason 'the wrong person'
git commit -q --no-verify -a -m 'Mended'
mended=$(git rev-parse HEAD)
change one 's/WHERE id = 2$/WHERE id = 3/'
git commit -q --no-verify -a -m 'Edit'
run 1 fxgit check --base "$mended"
out_has 'aaaaaaaaaaaa is frozen and its upgrade half changed'
git reset -q --hard "$mended"
change one '/^was:/,/reason/d'
git commit -q --no-verify -a -m 'Edit'
run 1 fxgit check --base "$mended"
out_has "aaaaaaaaaaaa is frozen and its \`was:\` changed"
restore
ok 'a reason is written, and names what was frozen'

# ---- what hides a frozen revision ----
printf 'message: again\n' >>$versions/one.yml
each 1 $versions/one.yml
change three 's/^revision: cccccccccccc/revision: сccccccccccc/' # the first letter is Cyrillic
each 1 $versions/three.yml
cp $versions/three.yml $versions/zzz.yml
each 1 'revision cccccccccccc is frozen'
# also where the tree cannot be read as a whole
cp $versions/three.yml $versions/0.yml
change three 's/person.c/person.d/'
echo 'revision: [' >$versions/draft.yml
each 1 'revision cccccccccccc is frozen'
# histories with nothing in common
change one 's/SET age = age + 1/SET age = age + 2/'
git add -A
unrelated=$(git commit-tree -m 'Unrelated' "$(git write-tree)")
git update-ref refs/heads/unrelated "$unrelated"
git push -q --no-verify origin unrelated:refs/tags/it
git reset -q --hard "$unrelated"
for way in pre-receive new update pre-push; do
    last_command="the hook $way" last_status=0
    hook "$way" || last_status=$?
    judged 1 'aaaaaaaaaaaa is frozen and its upgrade half changed'
done
run 1 fxgit check
out_has 'aaaaaaaaaaaa is frozen and its upgrade half changed'
git push -q --no-verify origin :refs/tags/it
restore
# a base that nobody can read: its revisions are frozen all the same
echo 'frozen: [' >>fxgit.yml
git commit -q --no-verify -a -m 'Broken'
broken=$(git rev-parse HEAD)
git checkout -q "$base" -- fxgit.yml
change one 's/SET age = age + 1/SET age = age + 2/'
git commit -q --no-verify -a -m 'Edit'
run 1 fxgit check --base "$broken"
out_has 'aaaaaaaaaaaa is frozen and its upgrade half changed'
restore
ok 'nothing hides a frozen revision'

# ---- the policy is the base's ----
git rm -q entities/extra.yml
printf 'ignore:\n  tables: [extra]\n' >>fxgit.yml
git add -A
run 1 fxgit check --staged
out_has 'no revision covers: Drop table extra'
out_has 'merge that change of fxgit.yml first'
git commit -q --no-verify -m 'Edit'
run 1 fxgit check --base main
out_has 'no revision covers: Drop table extra'
git checkout -q main -- entities
git commit -q --no-verify -m 'First the policy'
policy=$(git rev-parse HEAD)
run 0 fxgit check --base main
git rm -q entities/extra.yml
git commit -q --no-verify -m 'Then the entity'
run 0 fxgit check --base "$policy"
# what the base leaves alone, and the branch no longer does, is looked at
sed -i '/^ignore:/,$d' fxgit.yml
git commit -q --no-verify -a -m 'Not ignored'
run 1 fxgit check --base HEAD~1
out_has 'no revision covers: Drop table extra'
restore
# names: those of the base are no difference, nor those of the branch with their revision
cat >>entities/person.yml <<'END'
indexes:
- columns: [age]
END
run 0 fxgit new -m 'An index'
git add -A
git commit -q --no-verify -m 'An index'
named=$(git rev-parse HEAD)
printf 'naming: {index: "ix_{columns}_of_{table}"}\n' >>fxgit.yml
git commit -q --no-verify -a -m 'Other names'
run 0 fxgit check --base "$named"
printf -- '- columns: [b]\n- {columns: [c], unique: true}\n' >>entities/person.yml
run 0 fxgit new -m 'More'
git add -A
file_has $versions/*_more.yml ix_b_of_person
git commit -q --no-verify -m 'Other names, and their revision'
run 0 fxgit check --base "$named"
restore
ok 'a branch does not say what it is judged by'

# ---- what a new revision replaces ----
folded() { # REPLACES PARENTS STEPS...
    {
        printf 'revision: ffffffffffff\nrevises: [%s]\nreplaces: [%s]\nmessage: Folded\nupgrade:\n' "$2" "$1"
        shift 2
        printf -- '%s\n' "$@"
        printf 'irreversible: no\n'
    } >$versions/folded.yml
}
folded 'aaaaaaaaaaaa, bbbbbbbbbbbb' cccccccccccc '- execute: SELECT 1'
each 1 'revision ffffffffffff replaces aaaaaaaaaaaa, which is still there'
# nor does a database take it
run 0 fxgit upgrade
folded 'aaaaaaaaaaaa, bbbbbbbbbbbb' cccccccccccc '- execute: SELECT 1'
for command in upgrade sync 'sync --yes'; do
    # shellcheck disable=SC2086 # words
    run 1 fxgit $command
    err_has 'revision ffffffffffff replaces aaaaaaaaaaaa, which is still there'
done
rm $versions/folded.yml
run 0 fxgit upgrade
run 0 fxgit drift
draft() { # ID PARENT COLUMN: committed under its id
    printf 'revision: %s\nrevises: [%s]\nmessage: %s\nupgrade:\n- add_column: person.%s\n  type: integer\n  nullable: true\ndowngrade:\n- drop_column: person.%s\n' \
        "$1" "$2" "$3" "$3" "$3" >"$versions/$1_$3.yml"
    echo "  $3: {type: integer, nullable: true}" >>entities/person.yml
}
draft 111111111111 cccccccccccc d
draft 222222222222 111111111111 e
draft 333333333333 222222222222 f
git add -A
git commit -q --no-verify -m 'Three drafts'
drafts=$(git rev-parse HEAD)
run 0 fxgit check --base main
run 0 fxgit upgrade
added() { # COLUMN...
    for column in "$@"; do
        printf -- '- add_column: person.%s\n  type: integer\n  nullable: true\n' "$column"
    done
}
replace() { # STATUS TEXT IDS PARENT COLUMN...: the drafts IDS folded into one that adds COLUMN...
    status=$1 text=$2 ids=$3 parent=$4
    shift 4
    for id in $ids; do git rm -q "$versions/$id"_*; done
    folded "$(echo "$ids" | sed 's/ /, /g')" "$parent" "$(added "$@")"
    git add -A
    git commit -q --no-verify -m 'Folded'
    run "$status" fxgit check --base main
    [ -z "$text" ] || out_has "$text"
}
replace 1 'revision ffffffffffff does not give what 222222222222, 333333333333 gave' '222222222222 333333333333' 111111111111 e
run 1 fxgit upgrade
err_has 'revision ffffffffffff does not give what 222222222222, 333333333333 gave together'
same 'applied' "$(sql app.db 'SELECT count(*) FROM fxgit_ledger')" 6
# sync undoes them, and lets the new one run
run 0 fxgit sync --yes
out_has 'undo   333333333333'
run 0 fxgit drift
git reset -q --hard "$drafts"
rm app.db
run 0 fxgit upgrade
sed -i 's/111111111111/cccccccccccc/' $versions/222222222222_e.yml
replace 1 'which do not follow each other' '111111111111 333333333333' 222222222222 d f
git reset -q --hard "$drafts"
replace 0 '' '222222222222 333333333333' 111111111111 e f
run 0 fxgit upgrade
run 0 fxgit drift
same 'applied' "$(sql app.db 'SELECT count(*) FROM fxgit_ledger')" 5
# and back
git checkout -q "$drafts"
run 0 fxgit sync
run 0 fxgit drift
same 'applied' "$(sql app.db 'SELECT count(*) FROM fxgit_ledger')" 6
ok 'what replaces others is in their place, and does what they did'
