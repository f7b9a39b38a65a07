#!/bin/sh
# Every kind of clone and index: shallow, partial, sparse, split, SHA-256, another owner's.
. "$(dirname "$0")/lib.sh"

user() { # further columns
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'
        cat
    } | write entities/user.yml
}

new_repo
run 0 fxgit init --database sqlite:///app.db
user </dev/null
mkdir other
echo text >other/file.txt
git add -A
git commit -q -m 'Users' 2>/dev/null
git branch base
for n in 1 2 3; do
    echo $n >note.txt
    git add note.txt
    git commit -q -m "Note $n"
done
user <<'END'
  name: {type: string(100), nullable: true}
END
git add -A
git commit -q -m 'Names' 2>/dev/null
frozen=$(git ls-tree --name-only base migrations/versions/ | grep yml)
git config uploadpack.allowFilter true
git config uploadpack.allowAnySHA1InWant true
edit() { # in a clone: an edit of what base has
    sed -i 's/type: integer/type: bigint/' "$frozen" entities/user.yml
    git add "$frozen" entities/user.yml
    git commit -q --no-verify -m 'Edit' 2>/dev/null
}
refused() {
    run 1 fxgit check --base origin/base
    out_has "$frozen"
    out_has 'is frozen and its upgrade half changed'
}

for filter in blob:none tree:0; do
    cd "$T"
    git clone -q --filter=$filter "file://$T/repo" "$filter" 2>/dev/null || fail "no clone: $filter"
    cd "$filter"
    run 0 fxgit check --base origin/base
    run 0 fxgit list
    run 0 fxgit log
    out_has 'Create table user'
    edit
    refused
done
ok 'partial clones: what is missing is fetched by git'

cd "$T"
git clone -q --depth 1 "file://$T/repo" shallow 2>/dev/null
cd shallow
run 0 fxgit check
run 5 fxgit check --base origin/base
git fetch -q --depth 1 origin base:refs/remotes/origin/base 2>/dev/null
run 5 fxgit check --base origin/base
err_has 'git fetch --unshallow'
git fetch -q --unshallow origin 2>/dev/null
run 0 fxgit check --base origin/base
edit
refused
ok 'a shallow clone that hides the merge base is no silent pass'

cd "$T"
git clone -q "file://$T/repo" sparse 2>/dev/null
cd sparse
run 0 fxgit hooks install
git sparse-checkout set --cone entities migrations
[ ! -e other ] || fail 'nothing is left out'
git update-index --split-index
user <<'END'
  name: {type: string(100), nullable: true}
  age: {type: integer, nullable: true}
END
git add entities
run 0 git commit -q -m 'Age'
err_has 'Add user.age'
clean
git sparse-checkout set --cone --sparse-index entities migrations 2>/dev/null
user <<'END'
  name: {type: string(100), nullable: true}
  age: {type: integer, nullable: true}
  size: {type: integer, nullable: true}
END
git add entities
run 0 git commit -q -m 'Size'
err_has 'Add user.size'
clean
run 0 fxgit check --base origin/base
edit
refused
ok 'a sparse checkout, with a split and a sparse index'

# criss-cross: two merge bases, and what either has is frozen
cd "$T/repo"
for side in one two; do
    git switch -q -c $side main 2>/dev/null
    write "entities/$side.yml" <<END
table: $side
columns:
  id: {type: integer, primary_key: true}
END
    git add -A
    git commit -q -m "Side $side" 2>/dev/null
done
git switch -q -c cross one 2>/dev/null
git merge -q --no-edit two >/dev/null 2>&1 || git commit -q --no-edit 2>/dev/null
git switch -q -c back two 2>/dev/null
git merge -q --no-edit one >/dev/null 2>&1 || git commit -q --no-edit 2>/dev/null
echo more >note.txt
git add note.txt
git commit -q -m 'More'
same 'merge bases' "$(git merge-base --all cross back | wc -l | tr -d ' ')" 2
git switch -q cross 2>/dev/null
run 0 fxgit check --base back
for side in one two; do
    file=$(echo migrations/versions/*_create_table_$side.yml)
    sed -i 's/type: integer/type: bigint/' "$file" "entities/$side.yml"
    git commit -q --no-verify -am 'Edit'
    run 1 fxgit check --base back
    out_has "$file"
    git reset -q --hard HEAD~1
done
ok 'criss-cross: what any of the merge bases has is frozen'

cd "$T"
git init -q --object-format=sha256 sha256
cd sha256
run 5 fxgit init --database sqlite:///app.db
err_has 'SHA-256'
[ ! -e fxgit.yml ] || fail 'something was left behind'
ok 'a SHA-256 repository is refused clearly'

# git's own word on whose repository it is
if [ "$(id -u)" -eq 0 ]; then
    cd "$T"
    cp -r repo foreign
    chown -R nobody foreign
    cd foreign
    run 5 fxgit check
    err_has 'safe.directory'
    git config --global --add safe.directory "$T/foreign"
    run 0 fxgit check
    ok "another's repository is read only where git reads it"
fi
