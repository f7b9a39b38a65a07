#!/bin/sh
# Joining work: merge, restack, squash, amend, backport; the database goes along.
. "$(dirname "$0")/lib.sh"

user() { # further columns
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'
        cat
    } | write entities/user.yml
}
table() { # NAME
    write "entities/$1.yml" <<END
table: $1
columns:
  id: {type: integer, primary_key: true}
END
}
commit() {
    git add -A
    git commit -q "$@" 2>"$T/commit" || fail "no commit: $(cat "$T/commit")"
}
revision_of() { # MESSAGE'S SLUG
    basename "$(echo migrations/versions/*_"$1".yml)" | cut -c1-12
}
applied() {
    db "SELECT revision FROM fxgit_ledger ORDER BY seq" | tr '\n' ' '
}
events() { # how often statements ran
    db "SELECT count(*) FROM fxgit_events WHERE kind IN ('upgrade', 'downgrade')"
}
in_sync() {
    run 0 fxgit status
    out_has 'in sync'
    run 0 fxgit drift
    run 0 fxgit check
}
project() { # NAME: a user table on main, applied, with a row
    new_repo "$1"
    new_database
    run 0 fxgit init --database "$DB"
    user </dev/null
    commit -m 'Users'
    run 0 fxgit upgrade
    db 'INSERT INTO "user" (id) VALUES (1), (2)'
}

# ---- merge: sides that do not meet ----
project merge
git switch -q -c age
user <<'END'
  age: {type: integer, nullable: true}
END
commit -m 'Age'
git switch -q -c team main
table team
commit -m 'Teams'
git switch -q age
last_status=0
git merge --no-edit team >"$T/out" 2>"$T/err" || last_status=$?
[ "$last_status" = 1 ] || fail "the merge went on: $last_status"
err_has 'Merge '
# shellcheck disable=SC2016 # as it is printed
err_has 'run `git commit` to conclude the merge'
git merge --abort || fail 'the merge cannot be aborted'
clean
git merge --no-edit team >"$T/out" 2>"$T/err" && fail 'the merge went on'
run 0 git commit --no-edit
clean
run 0 fxgit heads
same 'heads' "$(wc -l <"$T/out" | tr -d ' ')" 1
run 0 fxgit sync
in_sync
merged=$(git ls-tree -r HEAD migrations | grep merge_)
# the same merge elsewhere has the same bytes
git switch -q -c again team
git merge --no-edit age^1 >/dev/null 2>&1 || :
run 0 git commit --no-edit
same 'the merge revision' "$(git ls-tree -r HEAD migrations | grep merge_)" "$merged"
ok 'two branches that do not meet are joined in the merge commit'

git reset -q --hard team
git merge --no-verify --no-edit age^1 >/dev/null 2>&1 || fail 'no merge'
run 1 fxgit check
out_has 'there are 2 heads'
out_has 'fxgit merge'
run 1 fxgit new -m 'More'
err_has 'fxgit merge'
run 0 fxgit merge
out_has 'created  migrations/versions/'
run 0 fxgit merge
out_has 'nothing to do'
commit --no-verify -m 'Joined'
in_sync
ok 'merge joins the heads of the work tree'

# ---- a conflict in words ----
git switch -q main
git switch -q -c one
user <<'END'
  size: {type: integer, nullable: true}
END
commit -m 'Size'
git switch -q -c two main
user <<'END'
  size: {type: text, nullable: true}
END
commit -m 'Size as text'
git merge --no-edit one >/dev/null 2>&1 && fail 'no conflict'
user <<'END'
  size: {type: text, nullable: true}
END
git add -A
run 1 git commit --no-edit
err_has 'both change user.size'
err_has 'type: integer'
err_has 'type: text'
run 1 fxgit merge
err_has 'both change user.size'
git merge --abort
ok 'sides that meet are shown in words, and nothing is written'

# ---- both did the same ----
git switch -q -c three main
user <<'END'
  size: {type: integer, nullable: true}
  note: {type: text, nullable: true}
END
git add -A
git commit -q --no-verify -m 'Size and note'
user <<'END'
  size: {type: integer, nullable: true}
END
run 0 fxgit new -m 'Size here'
here=$(revision_of size_here)
user <<'END'
  size: {type: integer, nullable: true}
  note: {type: text, nullable: true}
END
run 0 fxgit new -m 'A note'
commit -m 'Revisions'
run 0 fxgit sync --yes
db 'UPDATE "user" SET size = 7, note = '"'x'"
git merge --no-verify --no-edit one >/dev/null 2>&1 || {
    user <<'END'
  size: {type: integer, nullable: true}
  note: {type: text, nullable: true}
END
    git add -A
    git commit -q --no-verify --no-edit
}
run 1 fxgit merge
err_has 'both do the same to user.size'
err_has 'fxgit merge --keep'
there=$(git ls-tree --name-only one migrations/versions/ | grep size | cut -d/ -f3 | cut -c1-12)
run 0 fxgit merge --keep "$there"
out_has "replaces $here"
run 0 fxgit merge
commit -m 'One size'
before=$(events)
run 0 fxgit sync
same 'sizes' "$(db 'SELECT count(*) FROM "user" WHERE size = 7 AND note IS NOT NULL')" 2
in_sync
ok 'of two that do the same one is kept, and the database goes along'

# ---- restack ----
project restack
git switch -q -c draft
user <<'END'
  age: {type: integer, nullable: true}
END
commit -m 'Age'
user <<'END'
  age: {type: integer, nullable: true}
  size: {type: integer, nullable: true}
END
commit -m 'Size'
run 0 fxgit sync
db 'UPDATE "user" SET age = 30'
git switch -q main
table team
commit -m 'Teams'
git switch -q draft
git rebase -q main >"$T/out" 2>&1 || fail "no rebase: $(cat "$T/out")"
run 1 fxgit check --base main
out_has 'there are 2 heads'
run 0 fxgit restack # behind main: no ref is frozen
out_has 'changed  migrations/versions/'
same 'files' "$(grep -c changed "$T/out")" 1
run 0 fxgit restack --base main
out_has 'nothing to do'
commit -m 'Behind the teams'
run 0 fxgit check --base main
before=$(db "SELECT count(*) FROM fxgit_events WHERE kind = 'downgrade'")
run 0 fxgit sync --dry-run
out_lacks undo
run 0 fxgit sync
same 'undone' "$(db "SELECT count(*) FROM fxgit_events WHERE kind = 'downgrade'")" "$before"
same 'ages' "$(db 'SELECT count(*) FROM "user" WHERE age = 30')" 2
in_sync
ok 'restack puts drafts behind the base, and the database is taken along'

git switch -q -c clash main
user <<'END'
  age: {type: bigint, nullable: true}
END
git switch -q main
git checkout -q clash 2>/dev/null || git switch -q -c clash2
commit -m 'Age on main'
git switch -q draft
git rebase -q clash >/dev/null 2>&1 || {
    user <<'END'
  age: {type: bigint, nullable: true}
END
    git add -A
    GIT_EDITOR=true git rebase --continue >/dev/null 2>&1 || {
        user <<'END'
  age: {type: bigint, nullable: true}
  size: {type: integer, nullable: true}
END
        git add -A
        GIT_EDITOR=true git rebase --continue >/dev/null 2>&1 || fail 'no rebase'
    }
}
before=$(cat migrations/versions/*)
run 1 fxgit restack --base clash
err_has 'would not apply there'
err_has 'nothing was changed'
same 'the files' "$(cat migrations/versions/*)" "$before"
ok 'a draft that does not apply behind the base is named, and nothing is written'

# ---- squash ----
project squash
git switch -q -c drafts
user <<'END'
  age: {type: integer, nullable: true}
END
commit -m 'Age'
user <<'END'
  age: {type: integer, nullable: true}
  size: {type: integer, nullable: true}
END
commit -m 'Size'
user <<'END'
  size: {type: integer, nullable: true}
END
commit -m 'No age'
table team
commit -m 'Teams'
run 0 fxgit sync --yes
db 'UPDATE "user" SET size = 5'
git branch unsquashed
run 2 fxgit squash
run 0 fxgit squash --base main -m 'Size and teams'
out_has 'replaces 4 revisions'
same 'files' "$(find migrations/versions -name '*.yml' | wc -l | tr -d ' ')" 2
new=$(revision_of size_and_teams)
file_lacks "$(echo migrations/versions/*_size_and_teams.yml)" user.age
commit -m 'Squash'
run 0 fxgit check --prove --base main
before=$(events)
run 0 fxgit sync --dry-run
out_lacks undo
run 0 fxgit sync
same 'sizes' "$(db 'SELECT count(*) FROM "user" WHERE size = 5')" 2
same 'revisions' "$(applied | wc -w | tr -d ' ')" 2
applied >"$T/out"
out_has "$new"
in_sync
table more
commit -m 'More'
run 0 fxgit sync
# back to where they are not folded
git switch -q unsquashed
run 0 fxgit sync --yes
same 'revisions' "$(applied | wc -w | tr -d ' ')" 5
same 'sizes' "$(db 'SELECT count(*) FROM "user" WHERE size = 5')" 2
in_sync
git switch -q drafts
run 0 fxgit sync
same 'revisions' "$(applied | wc -w | tr -d ' ')" 3
in_sync
run 0 fxgit downgrade base --yes
run 0 fxgit upgrade
in_sync
db 'INSERT INTO "user" (id) VALUES (1), (2)'
ok 'squash folds drafts; a database goes there and back without a statement'

# what rows get is kept as it is
git switch -q -c filled main
user <<'END'
  age: {type: integer, fill: 18}
END
commit -m 'Age'
user <<'END'
  years: {type: integer, renamed_from: age}
END
commit -m 'Years'
run 0 fxgit sync --yes
run 0 fxgit squash --base main
commit -m 'Folded'
run 0 fxgit sync
same 'years' "$(db 'SELECT sum(years) FROM "user"')" "$(db 'SELECT 18 * count(*) FROM "user"')"
in_sync
run 0 fxgit downgrade -1 --yes
run 0 fxgit upgrade
in_sync
ok 'fills and renames stay as they were written'

# ---- amend ----
project amend
git branch base
file=$(echo migrations/versions/*.yml)
sed -i 's/type: integer/type: bigint/' "$file" entities/user.yml
git add -A
run 1 fxgit check --base base --staged
out_has 'is frozen and its upgrade half changed'
id=$(basename "$file" | cut -c1-12)
run 2 fxgit amend "$id" --base base
err_has 'only with a reason'
run 0 fxgit amend "$id" --base base --reason 'integer was too small, see #12'
file_has "$file" 'integer was too small, see #12'
run 0 fxgit amend "$id" --base base --reason 'again'
out_has 'nothing to do'
git add -A
run 0 fxgit check --base base --staged
out_has 'was mended: integer was too small, see #12'
commit -m 'Bigger users'
run 0 fxgit check --base base
out_has 'was mended'
run 0 fxgit status
out_has 'in sync'
run 0 fxgit upgrade
ok 'amend lets an edited frozen revision stand for what it was'

# ---- backport ----
project backport
git branch release
table team
commit -m 'Teams'
user <<'END'
  email: {type: string(100), nullable: true}
END
commit -m 'Mail'
mail=$(revision_of add_user_email)
run 0 fxgit sync
db "UPDATE \"user\" SET email = 'a@b.c'"
git switch -q release
git cherry-pick main >"$T/out" 2>&1 || fail "no cherry-pick: $(cat "$T/out")"
run 1 fxgit check
run 0 fxgit restack --backport
out_has "replaces $mail"
commit -m 'Mail, here'
run 0 fxgit check
run 0 fxgit restack --backport
out_has 'nothing to do'
run 0 fxgit sync --yes
same 'mails' "$(db "SELECT count(*) FROM \"user\" WHERE email = 'a@b.c'")" 2
in_sync
git switch -q main
run 0 fxgit sync
same 'mails' "$(db "SELECT count(*) FROM \"user\" WHERE email = 'a@b.c'")" 2
in_sync
ok 'a backport has its own revision, and databases go both ways without a statement'

# ---- revert, cherry-pick: Git runs no hook before them ----
project revert
user <<'END'
  age: {type: integer, nullable: true}
END
commit -m 'Age'
age=$(echo migrations/versions/*_add_user_age.yml)
git init -q --bare "$T/revert.git"
git remote add origin "$T/revert.git"
git push -q origin main 2>/dev/null
git remote set-head origin main
git switch -q -c undo 2>/dev/null
git revert --no-edit HEAD >"$T/out" 2>"$T/err" || fail 'no revert'
err_has "$age:1: warning: revision"
err_has 'is frozen and was deleted'
err_has 'that writes its inverse'
git checkout -q main -- "$age"
run 0 fxgit new -m 'No age any more'
git add -A
run 0 git commit -q --amend --no-edit
run 0 fxgit check
run 0 fxgit sync
in_sync
git switch -q -c picked main~1 2>/dev/null
git cherry-pick undo >"$T/out" 2>"$T/err" || git cherry-pick --abort
git reset -q --hard main
git revert --no-commit HEAD >/dev/null 2>&1
run 1 git commit -q -m 'Revert by hand'
err_has 'is frozen and was deleted'
ok 'a revert that deletes a frozen revision is told the way: its inverse'
