#!/bin/sh
# State beside commits: notes, environment refs, and what freezes by them.
. "$(dirname "$0")/lib.sh"

user() { # further columns
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'
        cat
    } | write entities/user.yml
}
commit() {
    git add -A
    git commit -q "$@" 2>"$T/commit" || fail "no commit: $(cat "$T/commit")"
}
note() { git notes --ref=fxgit show "${1:-HEAD}" 2>/dev/null; }

new_repo
new_database
run 0 fxgit init --database "$DB"
user </dev/null
commit -m 'Users'
first=$(fxgit heads | cut -c1-12)
note >"$T/out"
out_has "heads $first"
out_has 'revisions 1 sha256:'
out_has 'model sha256:'
out_has "added $first fx1:"
echo text >README
commit -m 'No revision'
note && fail 'a commit that changes no revision has a note'
user <<'END'
  name: {type: string(100), nullable: true}
END
commit -m 'Names'
second=$(fxgit heads | cut -c1-12)
note >"$T/out"
out_has "added $second"
out_lacks "added $first"
out_has 'revisions 2 sha256:'
run 0 fxgit notes verify
ok 'a commit that changes revisions has a note'

# amend, rebase, merge
before=$(note)
git commit -q --amend -m 'Names of users'
same 'the note after amend' "$(note)" "$before"
git switch -q -c side HEAD~1
echo text >more.txt
git add more.txt
git commit -q -m 'More'
git rebase -q main >/dev/null 2>&1
git switch -q -c behind main~1
echo behind >behind
git add behind
git commit -q -m 'Behind'
git switch -q main
git rebase -q behind >/dev/null 2>&1 || fail 'no rebase'
same 'the note after rebase' "$(note)" "$before"
git switch -q -c merged behind
git merge -q --no-edit --no-ff main >/dev/null 2>&1 || fail 'no merge'
note >"$T/out"
out_has "added $second"
run 0 fxgit notes verify --all
git switch -q main
ok 'notes are kept through amend, rebase and merge'

git update-ref -d refs/notes/fxgit
run 1 fxgit notes verify
err_has 'fxgit notes backfill'
run 0 fxgit notes backfill
out_has 'written  2 notes'
run 0 fxgit notes backfill
out_has 'written  0 notes'
run 0 fxgit notes verify
git notes --ref=fxgit add -f -m 'fxgit 1' HEAD 2>/dev/null
run 1 fxgit notes verify
out_has "wrong    $(git rev-parse HEAD)"
run 0 fxgit check
out_has 'the note of'
run 0 fxgit notes backfill
run 0 fxgit check
out_lacks note
ok 'notes are made anew from the trees, and verified'

# two clones that write at once
git init -q --bare "$T/hub.git"
git remote add origin "$T/hub.git"
git push -q origin main
run 0 fxgit notes push
git clone -q "$T/hub.git" "$T/other" 2>/dev/null
cd "$T/other"
run 0 fxgit notes fetch
note >"$T/out"
out_has "added $second"
run 0 fxgit hooks install
user <<'END'
  name: {type: string(100), nullable: true}
  age: {type: integer, nullable: true}
END
git add -A
git -c user.name=Other -c user.email=o@example.org commit -q -m 'Age' 2>/dev/null
run 0 fxgit notes push
theirs=$(git rev-parse HEAD)
cd "$T/repo"
user <<'END'
  name: {type: string(100), nullable: true}
  size: {type: integer, nullable: true}
END
commit -m 'Size'
run 0 fxgit notes push
git fetch -q "$T/other" main
run 0 git --git-dir="$T/hub.git" notes --ref=fxgit list
out_has "$theirs"
out_has "$(git rev-parse HEAD)"
run 0 fxgit notes fetch
note "$theirs" >/dev/null || fail 'their note did not come'
ok 'notes of two clones are joined, nothing is lost'

# many writers at once in one repository
git switch -q -c many
for n in 1 2 3 4 5 6 7 8; do
    git worktree add -q "$T/w$n" -b "w$n" HEAD 2>/dev/null
done
for n in 1 2 3 4 5 6 7 8; do
    (
        cd "$T/w$n"
        printf 'table: t%s\ncolumns:\n  id: {type: integer, primary_key: true}\n' "$n" >"entities/t$n.yml"
        git add -A
        git commit -q -m "Table $n" >/dev/null 2>&1
    ) &
done
wait
for n in 1 2 3 4 5 6 7 8; do
    note "w$n" >"$T/out" || fail "w$n has no note"
    out_has "Create table t$n"
    git worktree remove --force "$T/w$n"
done
git switch -q main
ok 'eight writers at once: each note is there'

# ---- environments ----
case $engine in
sqlite) production="sqlite:///$T/production.db" ;;
*)
    keep=$DB keep_name=$DB_NAME
    new_database
    production=$DB DB=$keep DB_NAME=$keep_name
    ;;
esac
cat >>fxgit.yml <<END
targets:
  production:
    url: $production
    record: true
END
commit -m 'Production'
run 5 fxgit env show production
err_has 'nothing is recorded of production'
fxgit trust --yes --target production >/dev/null # a file outside of the work tree is asked for
run 0 fxgit upgrade --target production
run 0 fxgit env show production
out_has "$first"
out_has "$second"
out_has "production  3 revisions at $(git rev-parse HEAD) main"
git cat-file -p refs/fxgit/env/production: | grep ledger >/dev/null || fail 'no ledger in the ref'
git log -p refs/fxgit/env/production >"$T/out"
out_lacks "$production"
run 0 fxgit downgrade -1 --target production --yes
run 0 fxgit env show production
out_has 'production  2 revisions'
run 0 fxgit upgrade --target production
run 0 fxgit env log production
same 'entries' "$(wc -l <"$T/out" | tr -d ' ')" 3
run 0 fxgit upgrade --target production
run 0 fxgit env log
same 'entries after a run with nothing to do' "$(wc -l <"$T/out" | tr -d ' ')" 3
run 0 fxgit upgrade --database "$production"
ok 'what a target runs is recorded, without its URL'

# it freezes
last=$(fxgit heads | cut -c1-12)
run 1 fxgit delete "$last" --yes
err_has 'is frozen'
file=$(echo migrations/versions/"$last"_*.yml)
sed -i 's/type: integer/type: bigint/' "$file"
sed -i 's/size: {type: integer/size: {type: bigint/' entities/user.yml
git add -A
run 1 fxgit check --staged
out_has "revision $last runs on production since"
git commit -q --no-verify -m 'Edit'
run 1 fxgit check --env production
out_has "revision $last runs on production since"
run 5 fxgit check --env staging
err_has 'nothing is recorded of staging'
run 0 fxgit amend "$last" --reason 'it was too small'
git add -A
run 0 git commit -q -m 'Amended'
run 0 fxgit check --env production
git reset -q --hard HEAD~2
ok 'revisions that a recorded target runs are frozen'

# pushed and fetched; two that deploy
git push -q origin main 2>/dev/null
run 0 fxgit env push
out_has 'pushed    production'
cd "$T/other"
git pull -q --no-rebase -X ours --no-edit origin main >/dev/null 2>&1 || git merge --abort
git reset -q --hard origin/main
run 0 fxgit env fetch
out_has 'fetched   production'
run 0 fxgit env show
out_has 'production  3 revisions'
run 0 fxgit check --env production
run 0 fxgit downgrade -1 --target production --yes
cd "$T/repo"
run 0 fxgit upgrade --target production
run 0 fxgit env push
cd "$T/other"
run 0 fxgit env push
cd "$T/repo"
run 0 fxgit env fetch
run 0 fxgit env show
out_has 'production  3 revisions'
run 0 fxgit env log
same 'entries of both' "$(grep -c 'production:' "$T/out")" 5
ok 'two that deploy lose nothing: what the later one said stands'

# two projects of one repository: each clone has deployed another one
cd "$T"
git init -q --bare both.git
new_repo both
git remote add origin "$T/both.git"
for project in shop blog; do
    mkdir $project
    cd $project
    run 0 fxgit init --no-hooks --database sqlite:///app.db
    printf 'targets:\n  live:\n    url: sqlite:///%s/%s.db\n    record: true\n' "$T" "$project" >>fxgit.yml
    write entities/item.yml <<'END'
table: item
columns:
  id: {type: integer, primary_key: true}
END
    run 0 fxgit new -m 'Items'
    run 0 fxgit trust --yes --target live # a file outside of the work tree is asked for
    cd ..
done
git add -A
git commit -q -m 'Two projects'
git push -q origin main
run 0 fxgit -C shop upgrade --target live
run 0 fxgit -C blog upgrade --target live
run 0 fxgit -C shop env push
git clone -q "$T/both.git" "$T/both2" 2>/dev/null
cd "$T/both2"
run 0 fxgit -C shop env fetch
run 0 fxgit -C shop downgrade -1 --target live --yes
run 0 fxgit -C shop upgrade --target live
run 0 fxgit -C shop downgrade -1 --target live --yes
cd "$T/both"
run 0 fxgit -C blog downgrade -1 --target live --yes
run 0 fxgit -C blog env push
cd "$T/both2"
run 0 fxgit -C shop env push
cd "$T/both"
run 0 fxgit -C blog env fetch
run 0 fxgit -C blog env show
out_has 'live  0 revisions'
run 0 fxgit -C shop env show
out_has 'live  0 revisions'
ok 'records of two projects are joined one by one'

# an id of digits alone stands in quotes
file=$(sed -n 's/^project: \([^ ]*\).*/\1/p' shop/fxgit.yml | tr -d "\"'").ledger
git cat-file -e "refs/fxgit/env/live:$file" || fail "no $file in the ref"
git update-ref -d refs/fxgit/env/live
blob=$(echo 'fxgit-env 9' | git hash-object -w --stdin)
tree=$(printf '100644 blob %s\t%s\n' "$blob" "$file" | git mktree)
git update-ref refs/fxgit/env/live "$(git commit-tree -m newer "$tree")"
run 5 fxgit -C shop env show live
err_has 'another version of fxgit'
run 0 fxgit -C shop upgrade --target live
err_has 'another version of fxgit'
same 'what a later version wrote' "$(git cat-file -p "refs/fxgit/env/live:$file")" 'fxgit-env 9'
ok 'what another version recorded is not written over'
