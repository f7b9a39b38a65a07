#!/bin/sh
# The database follows the checkout, whatever happened to the branch (DESIGN section 9).
. "$(dirname "$0")/lib.sh"

entity() { # NAME, further lines on standard input
    {
        printf 'table: %s\ncolumns:\n  id: {type: integer, primary_key: true}\n' "$1"
        cat
    } | write "entities/$1.yml"
}

start() { # NAME
    new_repo "$1"
    new_database
    run 0 fxgit init --database "$DB"
    entity user <<'END'
  name: string(100)
END
    git add -A
    run 0 git commit -m 'First'
    run 0 fxgit sync
}

type_of() { # TABLE COLUMN: its first word
    case $engine in
    sqlite) db "SELECT lower(type) FROM pragma_table_info('$1') WHERE name = '$2'" ;;
    postgresql) db "SELECT data_type FROM information_schema.columns WHERE table_name = '$1' AND column_name = '$2'" ;;
    mysql) db "SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '$1' AND COLUMN_NAME = '$2'" ;;
    esac | cut -c1-3
}

start gone
git switch -q -c feature
entity user <<'END'
  name: string(100)
  age: {type: integer, nullable: true}
END
run 0 git commit -am 'Age'
run 0 fxgit sync
git switch -q main
git branch -q -D feature
git reflog expire --expire=now --all
git gc -q --prune=now
run 0 fxgit sync
same 'columns after gc' "$(columns user)" 'id name'
ok 'a branch that was deleted and collected is undone from the ledger'

git clone -q . ../other 2>"$T/err"
[ "$engine" != sqlite ] || cp app.db ../other/app.db
own=$DB_NAME
new_database
shared=$DB
[ "$engine" != sqlite ] || shared=sqlite:///$T/shared.db
in_shared() {
    case $engine in
    sqlite) sql "$T/shared.db" "$1" ;;
    *) db "$1" ;;
    esac
}
git switch -q -c mine
entity pet </dev/null
git add -A
run 0 git commit -m 'Pets'
run 0 fxgit sync --database "$shared"
cd ../other
run 0 fxgit hooks install
run 3 fxgit sync --database "$shared" --no-input
err_has '--take-over'
err_has 'mine'
same 'the table of another clone' "$(in_shared 'SELECT count(*) FROM pet')" 0
run 0 fxgit sync --database "$shared" --take-over --yes
in_shared 'SELECT count(*) FROM pet' >"$T/out" 2>"$T/err" && fail 'pet is still there'
DB_NAME=$own
ok 'what another clone applied needs --take-over'

start moves
git switch -q -c left
entity user <<'END'
  name: string(100)
  note: {type: string(10), nullable: true}
END
run 0 git commit -am 'Left'
git switch -q main
git switch -q -c right
entity user <<'END'
  name: string(100)
  note: {type: integer, nullable: true}
END
run 0 git commit -am 'Right'
run 0 fxgit sync
same 'right' "$(type_of user note)" int
git switch -q left
run 0 fxgit sync
case $(type_of user note) in var | cha) ;; *) fail "left: $(type_of user note)" ;; esac
ok 'the same column with another type on each branch: undone before applied'

run 0 git reset --hard -q HEAD~1
run 0 fxgit sync
same 'after reset' "$(columns user)" 'id name'
ok 'git reset --hard'

entity user <<'END'
  name: string(100)
  draft: {type: text, nullable: true}
END
run 0 fxgit new -m 'A draft'
run 0 fxgit sync
same 'with the draft' "$(columns user)" 'id name draft'
git stash -q -u
run 0 fxgit sync
same 'stashed' "$(columns user)" 'id name'
git stash pop -q
run 0 fxgit sync
same 'popped' "$(columns user)" 'id name draft'
ok 'git stash of an applied, uncommitted revision'

db "INSERT INTO \"user\" (name, draft) VALUES ('Ada', 'x')"
git stash -q -u
run 3 fxgit sync --no-input
run 0 fxgit status --json
out_has '"in_sync": false'
draft=$(db "SELECT revision FROM fxgit_ledger ORDER BY seq DESC LIMIT 1")
run 0 fxgit sync --keep "$draft"
same 'kept' "$(columns user)" 'id name draft'
run 0 fxgit sync --yes
same 'undone with consent' "$(columns user)" 'id name'
if [ "$engine" = sqlite ]; then
    ls .git/fxgit/backup/*.db >"$T/out" || fail 'there is no snapshot'
fi
ok 'rows at risk need consent, or --keep'

git stash drop -q
git checkout -q --detach HEAD
run 0 fxgit sync
run 0 fxgit sync
ok 'a detached HEAD; nothing to do twice'

run 0 fxgit sync right
same 'at a commit' "$(columns user)" 'id name note'
run 0 fxgit sync main
same 'at main' "$(columns user)" 'id name'
ok 'sync COMMIT'

git switch -q right
mv migrations/versions/*note*.yml "$T/saved.yml" 2>/dev/null ||
    mv "$(git show --name-only --format= HEAD -- migrations/versions)" "$T/saved.yml"
mv "$T/saved.yml" migrations/versions/renamed.yml
sed -i 's/$/\r/' migrations/versions/renamed.yml
run 0 fxgit sync
run 0 fxgit sync
same 'a renamed file with CRLF' "$(columns user)" 'id name note'
ok 'a renamed file with CRLF is the same revision'

# branch NAME ID, the entity's columns on standard input: one revision on main, with this id
branch() {
    git switch -q -c "$1" main
    entity user
    run 0 fxgit new -m "$1"
    made=$(git ls-files -o migrations/versions)
    sed -i "s/^revision: .*/revision: $2/" "$made"
    mv "$made" "migrations/versions/$2_$1.yml"
    git add -A
    run 0 git commit -m "$1"
}

# merge BRANCH: both revisions as they are, and the entities of this side
merge() {
    run 0 git merge -q --no-verify --no-edit -X ours "$1"
}

start twice
entity user <<'END'
  name: string(100)
  n: {type: integer, nullable: true}
END
run 0 git commit -am 'n'
run 0 fxgit sync
branch left aaaaaaaaaaaa <<'END'
  name: string(100)
  n: {type: integer, fill: 1}
END
branch right bbbbbbbbbbbb <<'END'
  name: string(100)
  n: {type: integer, fill: 1}
  z: {type: integer, nullable: true}
END
git switch -q left
run 0 fxgit sync --yes
merge right
run 0 fxgit sync --yes
same 'merged' "$(columns user)" 'id name n z'
git reset -q --hard HEAD~1
run 0 fxgit sync --yes
same 'left' "$(columns user)" 'id name n'
db "INSERT INTO \"user\" (name) VALUES ('x')" 2>"$T/err" && fail 'n is not what left says'
run 0 fxgit drift
ok 'two branches made the same column NOT NULL: one goes, the other stays'

start order
entity user <<'END'
  name: string(100)
  n: {type: integer, nullable: true}
END
run 0 git commit -am 'n'
run 0 fxgit sync
branch left aaaaaaaaaaaa <<'END'
  name: string(100)
  n: {type: integer, nullable: true, default: 5}
END
branch right bbbbbbbbbbbb <<'END'
  name: string(100)
  n: {type: integer, nullable: true, default: 6}
END
run 0 fxgit sync
merge left
run 1 fxgit sync --yes
err_has 'both change user.n'
run 0 fxgit restack --base left
git commit -q --no-verify -am 'Behind left'
run 0 fxgit sync --yes
out_has 'undo   bbbbbbbbbbbb'
out_has 'apply  aaaaaaaaaaaa'
run 0 fxgit inspect
out_has 'default: 6'
run 0 fxgit drift
run 0 fxgit sync
out_lacks 'undo'
ok 'a late one that matters to what is applied goes to its place'

git switch -q main
run 0 fxgit sync --yes
branch named aaaaaaaaaaab <<'END'
  name: string(100)
  m: {type: integer, nullable: true, renamed_from: n}
END
branch indexed bbbbbbbbbbbc <<'END'
  name: string(100)
  n: {type: integer, nullable: true, index: true}
END
run 0 fxgit sync
merge named
run 1 fxgit sync --yes
err_has 'bbbbbbbbbbbc'
same 'as before' "$(db 'SELECT revision FROM fxgit_ledger ORDER BY seq DESC LIMIT 1')" bbbbbbbbbbbc
same 'as before' "$(columns user)" 'id name n'
ok 'revisions that do not go together in the order of their files are refused'

start folded
echo 'drafts: editable' >>fxgit.yml
git commit -q --no-verify -am 'Drafts may be edited'
git switch -q -c feature
entity user <<'END'
  name: string(100)
  a: {type: integer, nullable: true}
END
run 0 git commit -am 'a'
git branch first
entity user <<'END'
  name: string(100)
  a: {type: integer, nullable: true}
  b: {type: integer, nullable: true}
END
run 0 git commit -am 'b'
git branch second
run 0 fxgit squash --base main
git add -A
run 0 git commit -m 'Squash'
git switch -q first
run 0 fxgit sync
same 'first' "$(columns user)" 'id name a'
git switch -q feature
run 0 fxgit sync
out_has 'undo '
same 'folded' "$(columns user)" 'id name a b'
run 0 fxgit drift
ok 'a part of what a revision replaces is undone'

git switch -q second
run 0 fxgit sync
out_lacks 'undo '
same 'unfolded' "$(columns user)" 'id name a b'
git switch -q feature
run 0 fxgit sync
out_lacks 'undo '
sed -i 's/integer, nullable/bigint, nullable/' entities/user.yml
file=$(git show --name-only --diff-filter=A --format= HEAD -- migrations/versions)
sed -i '/^upgrade/,/^downgrade/s/type: integer/type: bigint/' "$file"
run 0 git commit -am 'Wider'
run 0 fxgit sync
same 'edited' "$(type_of user a)" big
git switch -q second
run 0 fxgit sync
same 'not edited' "$(type_of user a)" int
run 0 fxgit drift
ok 'one that was edited stands no more for what it was made of'

start place
git switch -q -c feature
entity user <<'END'
  name: string(100)
  a: {type: integer, nullable: true}
END
run 0 git commit -am 'a'
run 0 fxgit sync
git switch -q main
entity pet </dev/null
git add -A
run 0 git commit -m 'Pets'
git switch -q feature
run 1 git merge -q --no-edit main # the hook joins the heads, and git concludes
run 0 git commit -q --no-edit
entity pet <<'END'
  name: {type: text, nullable: true}
END
run 0 git commit -am 'Names of pets'
run 0 fxgit sync
run 0 fxgit squash --base main
git add -A
run 0 git commit -m 'Squash'
run 0 fxgit sync
out_lacks 'undo '
run 0 fxgit drift
git switch -q main
run 0 fxgit sync
same 'main' "$(columns user), $(columns pet)" 'id name, id'
git switch -q feature
run 0 fxgit sync
run 0 fxgit drift
ok 'what replaces others stands behind all that it builds on'

# Two work trees, one database: each run reads one state of the ledger, though others change it.
if [ "$engine" = sqlite ]; then
    cd "$T"
    new_repo both
    new_database
    run 0 fxgit init --no-hooks --database "sqlite:///$T/both.db"
    sed -i "s|^database:.*|database: sqlite:///$T/both.db|" fxgit.yml
    entity user </dev/null
    run 0 fxgit new -m First
    git add -A && git commit -q -m First
    git worktree add -q "$T/tree" 2>/dev/null
    entity pet </dev/null
    run 0 fxgit new -m Pets
    git add -A && git commit -q -m Pets
    (cd "$T/tree" && entity tag </dev/null && fxgit new -m Tags >/dev/null && git add -A && git commit -q -m Tags)
    for n in $(seq 1 24); do
        (
            [ $((n % 2)) = 0 ] || cd "$T/tree"
            fxgit sync --yes --take-over >"$T/sync$n" 2>&1 || cat "$T/sync$n" >>"$T/failed"
        ) &
    done
    wait
    [ ! -e "$T/failed" ] || fail "$(cat "$T/failed")"
    run 0 fxgit sync --yes --take-over
    same 'tables of both' "$(sqlite3 "$T/both.db" "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'fxgit%' ORDER BY 1)")" pet,user
    run 0 fxgit drift
    ok '24 at once from two work trees end well'
fi
