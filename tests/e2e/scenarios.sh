#!/bin/sh
# Two and twenty ways in which a checkout leaves a database behind, each of which breaks some other tool.
. "$(dirname "$0")/lib.sh"

entity() { # NAME, further lines on standard input
    {
        printf 'table: %s\ncolumns:\n  id: {type: integer, primary_key: true}\n' "$1"
        cat
    } | write "entities/$1.yml"
}

# project NAME: table user with two rows, committed and applied
project() {
    new_repo "$1"
    new_database
    run 0 fxgit init --database "$DB"
    entity user <<'END'
  name: string(100)
END
    git add -A
    run 0 git commit -m 'Users'
    run 0 fxgit sync
    db "INSERT INTO \"user\" (name) VALUES ('Ada'), ('Bob')"
}

# with COLUMN TYPE: one more column, nullable, in the table user
with() {
    echo "  $1: {type: $2, nullable: true}" >>entities/user.yml
}

# commit MESSAGE: all, as one commit
commit() {
    git add -A
    run 0 git commit -m "$1"
}

columns() { # TABLE
    case $engine in
    sqlite) db "SELECT group_concat(name, ' ') FROM pragma_table_info('$1')" ;;
    postgresql) db "SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = '$1'" ;;
    mysql) db "SELECT group_concat(COLUMN_NAME ORDER BY ORDINAL_POSITION SEPARATOR ' ') FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '$1'" ;;
    esac
}

type_of() { # COLUMN of user: its first letters
    case $engine in
    sqlite) db "SELECT lower(type) FROM pragma_table_info('user') WHERE name = '$1'" ;;
    postgresql) db "SELECT data_type FROM information_schema.columns WHERE table_name = 'user' AND column_name = '$1'" ;;
    mysql) db "SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'user' AND COLUMN_NAME = '$1'" ;;
    esac | cut -c1-3
}

applied() { # revisions in the order of their application
    db 'SELECT revision FROM fxgit_ledger ORDER BY seq' | tr '\n' ' '
}

users() {
    db 'SELECT id, name FROM "user" ORDER BY id' | tr '\n' ' '
}

# settled [ARGUMENT]: database and tree agree, nothing strays, and both rows are there
settled() {
    run 0 fxgit status --json "$@"
    out_has '"in_sync": true'
    run 0 fxgit drift "$@"
    run 0 fxgit sync --no-input "$@"
    out_lacks 'undo '
    out_lacks 'apply '
    same 'the rows' "$(users)" '1|Ada 2|Bob '
}

# as_before: nothing of the database is other than `before` says
note() {
    before=$(applied)$(columns user)
}
as_before() {
    same 'the database' "$(applied)$(columns user)" "$before"
    same 'the rows' "$(users)" '1|Ada 2|Bob '
}

newest() { # the revision that HEAD brought: its file
    git show --name-only --format= HEAD -- migrations/versions | grep '\.yml$'
}

id_of() { # FILE
    sed -n "s/^revision: //p" "$1" | tr -d "'"
}

newest_id() {
    id_of "$(newest)"
}

# ---- 1 to 3: what fires no hook ----
project quiet
git switch -q -c other
with age integer
commit 'Age'
run 0 fxgit sync
run 0 git -c core.hooksPath=/dev/null switch main
err_lacks 'fxgit'
run 0 fxgit status --json
out_has '"in_sync": false'
run 0 fxgit sync --no-input
same 'columns' "$(columns user)" 'id name'
settled
ok '1. a program switches without a hook: the next sync finds it'

with one integer
commit 'One'
with two integer
commit 'Two'
run 0 fxgit sync
git reset -q --hard HEAD~2
run 0 fxgit sync --no-input
same 'columns' "$(columns user)" 'id name'
settled
ok '2. git reset --hard HEAD~2'

with draft text
run 0 fxgit new -m 'Draft'
run 0 fxgit sync
db "UPDATE \"user\" SET draft = 'x' WHERE id = 1"
git stash -q -u
run 3 fxgit sync --no-input
err_has 'user.draft (1 row)'
same 'columns' "$(columns user)" 'id name draft'
run 0 fxgit sync --yes
settled
git stash pop -q
run 0 fxgit sync --no-input
same 'columns' "$(columns user)" 'id name draft'
settled
ok '3. git stash of a revision that is applied and was never committed'

# ---- 4, 5: history is rewritten ----
project first
git init -q --bare ../origin.git
git remote add origin ../origin.git
git push -q -u origin main
git clone -q ../origin.git ../second 2>"$T/err"
with mine integer
commit 'Mine'
mine=$(newest) mine_id=$(newest_id)
run 0 fxgit sync
db 'UPDATE "user" SET mine = id'
cd ../second
run 0 fxgit hooks install
entity pet </dev/null
commit 'Theirs'
theirs_id=$(newest_id)
git push -q
cd ../first
run 0 git pull -q --rebase
run 0 fxgit sync --no-input
out_lacks 'undo '
run 0 fxgit heads
out_has "$mine_id"
out_has "$theirs_id"
settled
run 1 fxgit check
out_has 'there are 2 heads'
sed -i "s/^revises: .*/revises: ['$theirs_id']/" "$mine"
run 0 git commit -a --amend --no-edit
run 0 fxgit check
run 0 fxgit sync --no-input
out_lacks 'undo '
out_lacks 'apply '
same 'its parents' "$(db "SELECT parents FROM fxgit_ledger WHERE revision = '$mine_id'" | tr -d '[]" ')" "$theirs_id"
same 'its rows' "$(db 'SELECT sum(mine) FROM "user"')" 3
settled
run 0 fxgit check --base origin/main
ok '4. git pull --rebase: my draft gets another parent, and keeps its rows'

project amended
with age integer
commit 'Age'
revision=$(newest)
run 0 fxgit sync
note
sed -i 's/type: integer/type: bigint/' entities/user.yml "$revision"
run 1 git commit -a --amend --no-edit
err_has "$revision"
err_has 'its upgrade half changed'
as_before
echo 'drafts: editable' >>fxgit.yml
git add -A
git commit -q --no-verify -m 'Drafts may be edited'
git checkout -q HEAD -- .
sed -i 's/age: {type: integer/age: {type: bigint/' entities/user.yml
sed -i '/add_column: user.age/{n;s/integer/bigint/}' "$revision"
git add -A
git commit -q --no-verify --amend --no-edit
run 0 fxgit status --json
out_has '"in_sync": false'
out_has "$(newest_id)"
run 0 fxgit sync --no-input
out_has 'undo '
out_has 'apply '
same 'columns' "$(columns user)" 'id name age'
settled
ok '5. an amend that edits an applied draft: refused, or undone with its old text'

# ---- 6 to 8: clones ----
project collected
git switch -q -c lost
with age integer
commit 'Age'
run 0 fxgit sync
git switch -q main
git branch -q -D lost
git reflog expire --expire=now --all
git gc -q --prune=now
run 0 fxgit sync --no-input
same 'columns' "$(columns user)" 'id name'
settled
ok '6. the branch is deleted, its reflog expired, its objects collected'

project machine_a
[ "$engine" != sqlite ] || DB=sqlite:///$PWD/app.db
git switch -q -c unpushed
with secret integer
commit 'Secret'
secret=$(git rev-parse --short=7 HEAD)
run 0 fxgit sync --database "$DB"
git clone -q --branch main . ../machine_b 2>"$T/err"
cd ../machine_b
git remote remove origin
git reflog expire --expire=now --all
git gc -q --prune=now
run 0 fxgit status --json --database "$DB"
out_has '"branch": "unpushed"'
run 3 fxgit sync --no-input --yes --database "$DB"
err_has 'another one'
err_has 'tester'
err_has 'unpushed'
err_has "$secret"
err_has '--take-over'
run 0 fxgit sync --take-over --no-input --database "$DB"
cd ../machine_a
same 'columns' "$(columns user)" 'id name'
run 0 fxgit sync --no-input --database "$DB"
same 'columns' "$(columns user)" 'id name secret'
settled --database "$DB"
ok '7. a fresh clone, and a database of another one: named, then undone from the ledger'

project deep
with one integer
commit 'One'
git switch -q -c work
with two integer
commit 'Two'
run 0 fxgit sync
git clone -q --depth 1 --no-single-branch "file://$PWD" ../ci 2>"$T/err"
[ "$engine" != sqlite ] || cp app.db ../ci/app.db
cd ../ci
git checkout -q work
run 5 fxgit check --base origin/main
err_has 'git fetch'
run 0 fxgit check
settled --database "$DB"
git fetch -q --unshallow
run 0 fxgit check --base origin/main
settled --database "$DB"
ok '8. a shallow clone: the gate never passes in silence, sync needs no history'

# ---- 9: worktrees ----
project shared
[ "$engine" != sqlite ] || DB=sqlite:///$PWD/app.db
git switch -q -c mine
with mine integer
commit 'Mine'
run 0 fxgit sync --database "$DB"
note
git worktree add -q ../linked main
cd ../linked
run 3 fxgit sync --no-input --yes --database "$DB"
err_has '--take-over'
cd ../shared
as_before
settled --database "$DB"
case $engine in
sqlite) per="sqlite:///$T/per_\${worktree}.db" ;;
*)
    per="${DB}_\${worktree}"
    databases="$databases $engine:${DB_NAME}_shared $engine:${DB_NAME}_linked"
    ;;
esac
run 0 fxgit database create --database "$per"
run 0 fxgit sync --database "$per"
run 0 fxgit status --json --database "$per"
out_has '"in_sync": true'
out_has '_shared'
cd ../linked
run 0 fxgit database create --database "$per"
run 0 fxgit sync --database "$per"
run 0 fxgit status --json --database "$per"
out_has '"in_sync": true'
out_has '_linked'
run 0 fxgit drift --database "$per"
cd ../shared
run 0 fxgit drift --database "$per"
ok '9. two worktrees: they do not fight over one database, and can have one each'

# ---- 10: many commits ----
project bisected
i=0
while [ $i -lt 200 ]; do
    i=$((i + 1))
    if [ $((i % 20)) = 0 ]; then
        with "c$i" integer
        fxgit new -q -m "c$i" >"$T/out" 2>&1
        git add -A
    fi
    git commit -q --no-verify --allow-empty -m "$i"
done
run 0 fxgit sync
cat >"$T/step" <<'END'
echo step >>"$T/steps"
fxgit sync --no-input >>"$T/synced" 2>&1 || exit 255
fxgit status --json | grep -q '"in_sync": true' || exit 255
! fxgit inspect | grep -q 'c120:'
END
export T
git bisect start HEAD HEAD~200 >"$T/out" 2>&1
run 0 git bisect run sh "$T/step"
grep -q "$(git log --format=%H --grep='^120$')" "$T/out" || fail 'the wrong commit'
[ "$(wc -l <"$T/steps")" -le 9 ] || fail "$(wc -l <"$T/steps") steps"
run 0 git bisect reset
run 0 fxgit sync --no-input
settled
ok '10. bisect over 200 commits: one sync a step, no question'

# ---- 11 to 14: a switch that cannot, must not, or does not end ----
project dirty
git switch -q -c other
with other integer
commit 'Other'
git switch -q main
with mine integer
note
run 1 git switch other
as_before
run 0 fxgit sync --no-input
as_before
git checkout -q HEAD -- entities
settled
ok '11. a dirty tree that git will not leave: the database is not touched'

project fails
git switch -q -c good
with good integer
commit 'Good'
run 0 fxgit sync
db "UPDATE \"user\" SET name = 'Ada'"
git switch -q -c bad main
entity pet </dev/null
sed -i 's/name: string(100)/name: {type: string(100), unique: true}/' entities/user.yml
commit 'Unique'
note_rows=$(db 'SELECT id, name FROM "user" ORDER BY id')
before=$(applied)$(columns user)
run 1 fxgit sync --no-input
err_has "$(newest_id)"
err_has '1 value of name stands in several rows of user'
same 'the rows' "$(db 'SELECT id, name FROM "user" ORDER BY id')" "$note_rows"
same 'the database' "$(applied)$(columns user)" "$before"
db "UPDATE \"user\" SET name = 'Bob' WHERE id = 2"
run 0 fxgit sync --no-input
same 'columns' "$(columns user)" 'id name'
settled
ok '12. an upgrade that rows do not let: as before, on each engine'

project stuck
git switch -q -c oneway
with secret text
run 0 fxgit new -m 'One way'
sed -i '/^downgrade:/,$c irreversible: hashed for good' migrations/versions/*one_way.yml
with after integer
commit 'One way'
run 0 fxgit sync
oneway=$(id_of migrations/versions/*one_way.yml)
note
git switch -q main
run 1 fxgit sync --no-input --yes
err_has "$oneway"
err_has 'hashed for good'
err_has "--keep $oneway"
as_before
run 0 fxgit sync --no-input --keep "$oneway"
same 'columns' "$(columns user)" 'id name secret'
run 0 fxgit status --json
out_has "$oneway"
git switch -q oneway
run 0 fxgit sync --no-input
same 'columns' "$(columns user)" 'id name secret after'
settled
ok '13. an irreversible revision: refused before anything ran, or kept'

project types
git switch -q -c left
with note 'string(10)'
commit 'Left'
git switch -q -c right main
with note integer
commit 'Right'
run 0 fxgit sync
git switch -q left
run 0 fxgit sync --no-input
case $(type_of note) in var | cha) ;; *) fail "left: $(type_of note)" ;; esac
settled
git switch -q right
run 0 fxgit sync --no-input
same 'right' "$(type_of note)" int
settled
ok '14. the same column with two types: down before up'

# ---- 15 to 17: files that move, line ends, orders ----
project moved
with age integer
commit 'Age'
run 0 fxgit sync
note
git mv "$(newest)" migrations/versions/moved.yml
git commit -q -m 'Moved'
run 0 fxgit sync --no-input
out_lacks 'undo '
as_before
run 0 fxgit check
settled
ok '15. a file that was renamed is the same revision'

sed -i 's/$/\r/' migrations/versions/*.yml
run 0 fxgit status --json
out_has '"in_sync": true'
run 0 fxgit sync --no-input
out_lacks 'undo '
as_before
settled
git checkout -q HEAD -- .
settled
ok '16. line ends are no change'

project late
base=$(git rev-parse HEAD)
git switch -q -c left
with left integer
commit 'Left'
left_id=$(newest_id)
git switch -q -c right main
entity pet <<'END'
  owner_id: {type: integer, nullable: true, references: user.id}
END
commit 'Right'
right_id=$(newest_id)
# first what topological order has last
if expr "$left_id" '<' "$right_id" >/dev/null; then
    first=right second=left
else
    first=left second=right
fi
git switch -q $first
run 0 fxgit sync
run 1 git merge -q --no-edit $second # the hook joins the heads, and git concludes
with after integer
git add -A
run 0 git commit -q --no-edit
run 0 fxgit sync --no-input
out_lacks 'undo '
settled
applied | tr ' ' '\n' | sed '/^$/d' | sed '1!G;h;$!d' | head -n -1 >"$T/wanted"
same 'how many' "$(wc -l <"$T/wanted")" 4
git reset -q --hard "$base"
run 0 fxgit sync --no-input --dry-run
sed -n 's/^undo *\([0-9a-f]*\) .*/\1/p' "$T/out" | diff - "$T/wanted" || fail 'another order'
run 0 fxgit sync --no-input
same 'columns' "$(columns user)" 'id name'
settled
ok '17. applied in another order than the graph has: undone as it was applied'

# ---- 18 to 20: whose, where, and nothing in common ----
project ours
[ "$engine" != sqlite ] || DB=sqlite:///$PWD/app.db
git clone -q . ../hers 2>"$T/err"
git switch -q -c mine
with mine integer
commit 'Mine'
mine_id=$(newest_id)
run 0 fxgit sync --database "$DB"
note
cd ../hers
run 0 fxgit hooks install
git switch -q -c hers
entity pet </dev/null
commit 'Hers'
FXGIT_USER=eve
run 0 fxgit status --database "$DB"
out_has "$mine_id"
out_has 'by tester on mine'
run 3 fxgit sync --no-input --yes --database "$DB"
err_has 'tester'
cd ../ours
as_before
cd ../hers
run 0 fxgit sync --no-input --keep "$mine_id" --database "$DB"
out_has 'apply '
FXGIT_USER=tester
cd ../ours
same 'both' "$(columns user), $(columns pet)" 'id name mine, id'
run 3 fxgit sync --no-input --yes --database "$DB"
err_has 'eve'
run 0 fxgit sync --no-input --yes --take-over --database "$DB"
as_before
settled --database "$DB"
ok '18. two people on one database: the work of neither goes without --take-over'

project tagged
with age integer
commit 'Age'
git tag v2.3
with later integer
commit 'Later'
run 0 fxgit sync
run 0 git checkout v2.3
run 0 fxgit sync --no-input
out_has "is at $(git rev-parse --short=7 HEAD)"
same 'columns' "$(columns user)" 'id name age'
settled
run 0 fxgit status
out_has '(detached)'
git switch -q main
run 0 fxgit sync --no-input
settled
ok '19. a tag, a detached HEAD'

project orphan
with age integer
commit 'Age'
run 0 fxgit sync
git checkout -q --orphan anew
git rm -q -r -f entities migrations
mkdir -p migrations/versions
entity thing </dev/null
commit 'From the beginning'
note
run 3 fxgit sync --no-input
err_has 'is known to'
run 3 fxgit sync --no-input --take-over
as_before
run 0 fxgit sync --no-input --yes
same 'columns of thing' "$(columns thing)" id
db 'SELECT 1 FROM "user"' 2>/dev/null && fail 'user is still there'
run 0 fxgit status --json
out_has '"in_sync": true'
run 0 fxgit drift
ok '20. nothing in common: only with consent'

# ---- 21: several projects ----
new_repo mono
new_database
mkdir shop staff
for name in shop staff; do
    cd $name
    run 0 fxgit init --database "$DB"
    cd ..
done
if [ "$engine" = sqlite ]; then
    for name in shop staff; do
        sed -i "s,sqlite:///app.db,sqlite:///../app.db," $name/fxgit.yml
    done
fi
commit 'Two projects'
cd shop
entity item </dev/null
cd ../staff
entity person </dev/null
cd ..
commit 'A table each'
same 'revisions' "$(git show --name-only --format= HEAD | grep -c 'versions/.*yml')" 2
for name in shop staff; do
    run 0 fxgit -C $name sync --no-input
done
for name in shop staff; do
    run 0 fxgit -C $name status --json
    out_has '"in_sync": true'
    same 'applied' "$(db "SELECT count(*) FROM fxgit_ledger")" 2
    run 0 fxgit -C $name drift
done
git switch -q -c more
cd shop
echo '  price: {type: integer, nullable: true}' >>entities/item.yml
run 0 git commit -q -am 'Price'
run 0 fxgit sync --no-input
cd ..
run 0 git switch main
err_has 'Run: fxgit sync'
run 0 fxgit -C staff sync --no-input
out_lacks 'undo '
run 0 fxgit -C shop sync --no-input
out_has 'undo '
same 'columns' "$(columns item), $(columns person)" 'id, id'
new_repo super
git -c protocol.file.allow=always submodule add -q ../mono sub 2>"$T/err"
shown=$DB
new_database
run 0 fxgit init --database "$DB"
entity user <<'END'
  name: string(100)
END
commit 'Around'
run 0 fxgit sync
cd sub/shop
[ "$engine" != sqlite ] || shown=sqlite:///$T/mono/app.db
run 0 fxgit hooks install
echo '  weight: {type: integer, nullable: true}' >>entities/item.yml
run 0 git commit -am 'Weight'
newest | grep -q weight || fail 'no revision in the submodule'
run 0 fxgit sync --no-input --database "$shown"
run 0 fxgit status --json --database "$shown"
out_has '"in_sync": true'
cd ../..
same 'columns' "$(columns user)" 'id name'
run 0 fxgit status --json
out_has '"in_sync": true'
run 0 fxgit drift
ok '21. two projects in a repository and one database, and one in a submodule'

# ---- 22: in the middle of a merge ----
project merging
echo 'drafts: editable' >>fxgit.yml
with age integer
commit 'Age'
revision=$(newest)
git switch -q -c left
sed -i 's/nullable: true/nullable: true\n  comment: left/' "$revision"
sed -i 's/age: {/age: {comment: left, /' entities/user.yml
git commit -q --no-verify -am 'Left'
git switch -q -c right main
sed -i 's/nullable: true/nullable: true\n  comment: right/' "$revision"
sed -i 's/age: {/age: {comment: right, /' entities/user.yml
git commit -q --no-verify -am 'Right'
run 0 fxgit sync
note
run 1 git merge left
file_has "$revision" '<<<<<<<'
run 4 fxgit sync --no-input --yes
err_has "$revision:"
err_has 'conflict'
run 4 fxgit upgrade
as_before
run 4 fxgit check --staged
git merge --abort
settled
ok '22. conflict markers are never run'
