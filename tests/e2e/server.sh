#!/bin/sh
# The gate on a server (pre-receive, update), before a push (pre-push), and in a bare repository.
. "$(dirname "$0")/lib.sh"

user() { # further columns
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'
        cat
    } | write entities/user.yml
}
commit() {
    git add -A
    git commit -q "$@" || fail "no commit: $*"
}
pushed() { # STATUS ARGUMENTS...: what the server says is in $T/err
    wanted=$1
    shift
    status=0
    git push -q "$@" >"$T/out" 2>"$T/err" || status=$?
    last_command="git push $*" last_status=$status
    [ "$status" = "$wanted" ] || fail "status $status, expected $wanted"
}
refs() { git -C "$T/server.git" for-each-ref --format='%(refname) %(objectname)'; }

git init -q --bare "$T/server.git"
new_repo
git remote add origin "$T/server.git"
run 0 fxgit init --database sqlite:///app.db
user </dev/null
commit -m 'Users'
pushed 0 origin main
git remote set-head origin main
cd "$T/server.git"
run 0 fxgit hooks install
out_has pre-receive
[ -x hooks/pre-receive ] || fail 'no pre-receive'
[ ! -e hooks/update ] || fail 'update was not asked for'
run 0 fxgit hooks status
out_has 'pre-receive    installed'
run 2 fxgit hooks install pre-commit
err_has 'there is no hook pre-commit'
cd "$T/repo"
ok 'pre-receive is installed in a bare repository'

git switch -q -c feature
user <<'END'
  name: {type: string(100), nullable: true}
END
commit -m 'Names'
pushed 0 origin feature
same 'branches' "$(refs | wc -l | tr -d ' ')" 2
# a draft of a branch may change, and its branch be forced
revision=$(git diff --name-only main -- migrations)
sed -i 's/nullable: true/nullable: true\n  comment: of them/' "$revision"
user <<'END'
  name: {type: string(100), nullable: true, comment: of them}
END
git add -A
git commit -q --amend --no-edit || fail 'no amend'
pushed 0 --force origin feature
ok 'drafts may change'

# frozen: what main has
frozen=$(git ls-tree --name-only main migrations/versions/ | grep yml)
sed -i 's/^message: .*/&!/; s/type: integer/type: bigint/' "$frozen"
sed -i 's/type: integer/type: bigint/' entities/user.yml
commit --no-verify -m 'Bigger'
before=$(refs)
pushed 1 origin feature
err_has "$frozen"
err_has 'is frozen and its upgrade half changed'
err_has 'Users'
same 'what the server has' "$(refs)" "$before"
pushed 1 --no-verify origin feature
err_has 'is frozen and its upgrade half changed'
same 'what the server has' "$(refs)" "$before"
# several refs: none is accepted
git branch other main
pushed 1 --no-verify origin feature other
same 'what the server has' "$(refs)" "$before"
ok 'an edit of a frozen revision is refused here, and on the server'

pushed 0 --no-verify origin other
pushed 0 origin :other
same 'what the server has' "$(refs)" "$before"
git push -q origin HEAD~1:refs/tags/v1 || fail 'no tag'
ok 'new branches, deletions and tags pass'

git reset -q --hard HEAD~1
git switch -q main
git merge -q --no-edit feature
pushed 0 origin main
# a forced push that leaves a published revision out
git switch -q -c back main~1
pushed 1 --no-verify --force origin back:main
err_has 'is frozen and was deleted'
git switch -q main
ok 'a forced push may not leave out what is published'

# the project's file is gone
git switch -q -c gone
git rm -q fxgit.yml
git commit -q --no-verify -m 'No fxgit'
pushed 1 --no-verify origin gone
err_has 'fxgit.yml is gone, and 2 of its revisions are frozen'
# the policy is the default branch's
git reset -q --hard main
sed -i 's/^#* *frozen:.*//' fxgit.yml
printf 'frozen: []\n' >>fxgit.yml
sed -i 's/type: integer/type: bigint/' "$frozen"
commit --no-verify -m 'Nothing is frozen'
pushed 1 --no-verify origin gone
err_has 'is frozen and its upgrade half changed'
git switch -q main
git branch -q -D gone
ok 'a branch cannot switch the gate off'

# a draft's own faults wait on a branch, and stop at main
git switch -q -c wip
user <<'END'
  name: {type: string(100), nullable: true, comment: of them}
  age: {type: integer, nullable: true}
END
commit --no-verify -m 'Age, without a revision'
pushed 1 origin wip
err_has 'no revision covers: Add user.age'
pushed 0 --no-verify origin wip
err_has 'warning: no revision covers: Add user.age'
pushed 1 --no-verify origin wip:main
err_has 'refused: no revision covers: Add user.age'
run 0 fxgit new -m 'Age'
commit -m 'Its revision'
pushed 0 origin wip:main
pushed 0 origin :wip
git switch -q main
git merge -q --ff-only wip
ok "a branch's drafts are its own, main is checked whole"

# in the quarantine nothing is written
find "$T/server.git" -name fxgit | grep . && fail 'something was written on the server'
cd "$T/server.git"
run 0 fxgit check
run 0 fxgit list
out_has 'Create table user'
run 0 fxgit show "$(basename "$frozen" | cut -c1-12)"
run 5 fxgit new --empty -m 'Nowhere'
err_has 'bare repository'
run 0 fxgit check --base refs/tags/v1
run 2 fxgit check --base main
err_has 'nothing to compare'
ok 'check, list and show read a bare repository'

rm hooks/pre-receive
# shellcheck disable=SC2016 # for the hook
printf '#!/bin/sh\necho "before $1" >&2\n' >hooks/update
chmod +x hooks/update
run 0 fxgit hooks install update
cd "$T/repo"
git switch -q -c one main
git branch two main
sed -i 's/type: integer/type: bigint/' "$frozen"
commit --no-verify -m 'One'
pushed 1 --no-verify origin one two
err_has 'before refs/heads/one'
err_has 'is frozen and its upgrade half changed'
refs >"$T/refs"
file_has "$T/refs" refs/heads/two
file_lacks "$T/refs" refs/heads/one
ok 'update refuses one ref and takes the other; the hook before it is called'

# several projects in one repository
git switch -q main
mkdir -p apps/shop
cd apps/shop
run 0 fxgit init --database sqlite:///shop.db
write entities/item.yml <<'END'
table: item
columns:
  id: {type: integer, primary_key: true}
END
cd "$T/repo"
commit -m 'A shop'
pushed 0 origin main
sed -i 's/type: integer/type: bigint/' apps/shop/migrations/versions/*.yml apps/shop/entities/item.yml
commit --no-verify -m 'Big items'
pushed 1 --no-verify origin main
err_has 'apps/shop/migrations/versions/'
git reset -q --hard HEAD~1
ok 'each project of a repository is judged'

# a remote that fxgit knows nothing of, and one without any branch
git init -q --bare "$T/empty.git"
pushed 0 "$T/empty.git" main
# unreadable files are refused, not passed
printf 'revision: [\n' >"$frozen"
commit --no-verify -m 'Broken'
pushed 1 --no-verify origin main
err_has "$frozen"
ok 'what cannot be read is refused'

# ---- HEAD names no branch ----
project() { # BARE CLONE: a project with one frozen revision, on main
    cd "$T"
    git clone -q "$1" "$2" 2>/dev/null
    cd "$2"
    git switch -q -c main 2>/dev/null || :
    run 0 fxgit init --no-hooks --database sqlite:///app.db
    user </dev/null
    run 0 fxgit new -m 'Users'
    commit -m 'Users'
    frozen=$(git ls-tree --name-only main migrations/versions/ | grep yml)
}
edit() { # of the frozen revision
    sed -i 's/type: integer/type: bigint/' "$frozen" entities/user.yml
    commit -m 'Bigger'
}
for name in pre-receive update; do
    git init -q --bare -b master "$T/$name.git"
    cd "$T/$name.git"
    run 0 fxgit hooks install "$name"
    err_has 'HEAD names refs/heads/master, which is not there: until it is, every branch is frozen'
    project "$T/$name.git" "$name"
    pushed 0 origin main
    edit
    pushed 1 origin main
    err_has 'is frozen and its upgrade half changed'
    err_has 'HEAD of this repository names refs/heads/master, which is not there: every branch is frozen'
    pushed 1 origin main:new
    err_has 'is frozen and its upgrade half changed'
    # nor does the branch's own policy count
    printf 'frozen: []\n' >>fxgit.yml
    commit -m 'Nothing is frozen'
    pushed 1 origin main:new
    git rm -q fxgit.yml
    commit -m 'No project'
    pushed 1 origin main:new
    git reset -q --hard origin/main
    git -C "$T/$name.git" symbolic-ref HEAD refs/heads/main
    git commit -q --allow-empty -m 'Nothing'
    pushed 0 origin main
    err_lacks 'HEAD'
done
ok 'where HEAD names no branch every branch is frozen'

# ---- a frozen branch is deleted ----
for name in pre-receive update; do
    cd "$T/$name"
    git switch -q -c rel
    pushed 0 origin rel
    git switch -q main
    printf 'frozen: [origin/HEAD, origin/rel]\n' >>fxgit.yml
    commit -m 'rel is frozen'
    git switch -q rel
    run 0 fxgit new --empty -m 'Of rel'
    commit -m 'Of rel'
    pushed 0 origin rel main
    git commit -q --allow-empty -m 'The last one'
    pushed 0 origin rel
    rel=$(git rev-parse rel)
    pushed 0 origin :rel
    same 'what is kept' "$(git -C "$T/$name.git" rev-parse refs/fxgit/frozen/heads/rel)" "$rel"
    own=$(git ls-tree --name-only rel migrations/versions/ | grep of_rel)
    git rm -q "$own"
    commit -m 'Left out'
    pushed 1 origin rel
    err_has 'is frozen and was deleted'
    pushed 1 --force origin rel
    git reset -q --hard "$rel"
    sed -i 's/^upgrade:.*/upgrade:\n- execute: SELECT 1/' "$own"
    commit -m 'Edited'
    pushed 1 origin rel
    pushed 1 origin rel:other
    err_has 'is frozen and its upgrade half changed'
    pushed 1 origin :refs/fxgit/frozen/heads/rel
    err_has 'keeps what a frozen branch had'
    git reset -q --hard "$rel"
    pushed 0 origin rel
    # a branch that is not frozen may go
    pushed 0 origin rel:draft
    pushed 0 origin :draft
    same 'what is kept' "$(git -C "$T/$name.git" for-each-ref refs/fxgit | wc -l)" 1
done
ok 'a frozen branch that was deleted stays frozen'
