#!/bin/sh
# Two branches change one column: from the merge to a database in sync by the commands that are printed,
# and no others.
. "$(dirname "$0")/lib.sh"

# advice COMMAND: the last output says to run it
advice() {
    cat "$T/out" "$T/err" | tr '\n' ' ' | grep -qF -e "$1" || fail "nothing says: $1"
}

entity() { # TYPE: of user.age
    write entities/user.yml <<END
table: user
columns:
  id: {type: integer, primary_key: true}
  age: {type: $1, nullable: true}
END
}

# start NAME: main and feature have changed user.age; the database follows feature, with a row
start() {
    new_repo "$1"
    new_database "$1.db"
    run 0 fxgit init --database "$DB"
    entity integer
    git add -A
    run 0 git commit -m 'Users'
    git switch -q -c feature
    entity bigint
    run 0 git commit -am 'Older'
    mine=$(git show --name-only --format= HEAD -- migrations/versions)
    git switch -q main
    entity smallint
    run 0 git commit -am 'Younger'
}

settle() { # TYPE: what the conflict becomes
    entity "$1"
    git add entities/user.yml
}

start merged
git switch -q feature
run 0 fxgit sync
db 'INSERT INTO "user" (age) VALUES (7)'
run 1 git merge main
before=$(dump)
run 1 fxgit sync --yes
err_has 'entities/user.yml has conflicts that are not settled'
advice 'git merge --continue'
git add entities/user.yml
run 1 fxgit sync --yes
err_has 'entities/user.yml has conflicts that are not settled'
settle bigint
run 1 fxgit sync --yes
err_has 'both change user.age'
run 1 fxgit upgrade
err_has 'both change user.age'
same 'the database' "$(dump)" "$before"
run 1 git commit -m 'Merge'
err_has 'both change user.age'
advice 'fxgit restack, git add, git commit'
run 0 fxgit restack
out_has 'its downgrade is written anew'
git add -A
run 0 git commit -m 'Merge'
clean
run 0 fxgit sync
same 'applied' "$(db 'SELECT count(*) FROM fxgit_ledger')" 3
same 'rows' "$(db 'SELECT age FROM "user"')" 7
run 0 fxgit status
out_has 'in sync'
out_has 'entities and revisions agree'
run 0 fxgit check
run 0 fxgit drift
run 0 fxgit downgrade base --yes
run 0 fxgit upgrade
run 0 fxgit drift
ok 'merge: restack writes the downgrade anew, and the database comes to be in sync'

start into_main
run 0 fxgit sync
run 1 git merge feature
settle smallint
run 1 git commit -m 'Merge'
advice 'fxgit restack, git add, git commit'
run 0 fxgit restack
out_has "$mine"
git add -A
run 1 git commit -m 'Merge' # what the entities say is neither what HEAD has nor what the drafts make
advice 'fxgit new'
run 0 fxgit new
git add -A
run 0 git commit -m 'Merge'
run 0 fxgit sync
run 0 fxgit status
out_has 'in sync'
out_has 'entities and revisions agree'
run 0 fxgit check
run 0 fxgit drift
ok 'merged into main, settled the other way: a further revision, the same commands'

start rebased
git switch -q feature
run 0 fxgit sync
run 1 git rebase main
settle bigint
run 0 git rebase --continue
advice 'fxgit restack'
cat "$T/out" "$T/err" | grep -q 'fxgit merge' && fail 'two advices'
run 1 fxgit check
advice 'fxgit restack'
out_lacks 'fxgit merge'
run 0 fxgit restack
git add -A
run 0 git commit -m 'Behind main'
run 0 fxgit sync
run 0 fxgit status
out_has 'in sync'
run 0 fxgit check
ok 'rebase: the same advice by the hook and the gate'
