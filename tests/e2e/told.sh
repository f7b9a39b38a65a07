#!/bin/sh
# What is said without being asked for: which state was judged, what a database has for programs that
# wait for it, hooks that are not there.
. "$(dirname "$0")/lib.sh"

user() { # NAME: a repository with users, committed
    new_repo "$1"
    run 0 fxgit init --database sqlite:///app.db
    write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
END
    git add -A
    run 0 git commit -m 'Users'
    head=$(git rev-parse --short=7 HEAD)
    revision=$(git ls-files migrations/versions | grep '\.yml$')
}

column() { # NAME
    echo "  $1: {type: text, nullable: true}" >>entities/user.yml
}

user check
run 0 fxgit check
out_empty
err_is <<END
fxgit: HEAD $head: passed
END
sed -i 's/string(100)/string(120)/' "$revision"
run 0 fxgit check
err_is <<END
fxgit: HEAD $head: passed; 1 file of the work tree was not looked at: $revision (git add, fxgit check --staged)
END
git add -A
column a
write migrations/versions/new.yml </dev/null
run 0 fxgit check
err_has "HEAD $head: passed; 3 files of the work tree were not looked at: entities/user.yml, ..."
run 1 fxgit check --staged
err_has 'the index: refused; 2 files of the work tree were not looked at: entities/user.yml, ... (git add)'
echo 'drafts: editable' >>fxgit.yml
run 1 fxgit check --staged
err_has '; 3 files of'
run 0 fxgit check --format sarif
err_empty
run 0 fxgit check --json
err_empty
run 0 fxgit -q check
err_empty
git reset -q --hard
rm -rf migrations/versions/new.yml
git checkout -q --orphan fresh
run 0 fxgit check
err_has 'fxgit: the work tree: passed'
ok 'check says which state it judged, and what of the work tree it did not'

user readiness
run 10 fxgit status --exit-code
run 0 fxgit status
run 0 fxgit sync
run 0 fxgit status --exit-code
run 0 fxgit status --exit-code --json
column a
run 0 git commit -am 'a'
run 10 fxgit status --exit-code
run 0 fxgit sync
git switch -q -C back HEAD~1
run 11 fxgit status --exit-code --json
column b
run 0 git commit -am 'b'
run 10 fxgit status --exit-code
run 0 fxgit sync
sed -i 's/string(100)/string(120)/' "$revision"
run 12 fxgit status --exit-code
git checkout -q -- .
echo 'no database' >broken.db
run 14 fxgit status --exit-code --database sqlite:///broken.db
run 0 fxgit status --database sqlite:///broken.db
ok 'status --exit-code: a code each for what is to apply, to undo, edited, and not to be asked'

user top
mkdir one two
git mv entities fxgit.yml migrations one
cp -r one/entities one/fxgit.yml one/migrations two
sed -i 's/^project: .*/project: other/' two/fxgit.yml
git add -A
git commit -qnm 'Two projects'
for command in status sync 'check --staged'; do
    # shellcheck disable=SC2086 # words
    run 4 fxgit $command
    err_has "there is no fxgit.yml in $T/top or above"
    err_has 'hint: There are 2 projects below: one, two. Name one: fxgit -C one ...'
done
run 0 fxgit -C one status
mkdir one/deep two/entities/deep three
run 0 fxgit -C one/deep status
run 4 fxgit -C three status
err_has 'fxgit init'
ok 'at the top of a repository the projects below are named'

# hooks that are not there, were taken away, or were gone round
clone() { # NAME: of the repository
    git clone -q "$T/$1" "$T/$1-clone"
    cd "$T/$1-clone"
}

user team
clone team
run 0 fxgit status
out_has 'hooks     a commit gets no revision here: Git calls no hook of fxgit. Run: fxgit hooks install'
run 1 fxgit doctor
out_has 'bad  hooks'
column a
run 0 git commit -am 'a'
err_lacks fxgit
run 0 fxgit status
out_has 'HEAD has no revision for: Add user.a (fxgit new, git add, git commit)'
run 0 fxgit sync
err_has 'warning: HEAD has no revision for: Add user.a. Run: fxgit new'
run 0 fxgit sync
err_has 'warning: HEAD has no revision for: Add user.a. Run: fxgit new'
run 1 fxgit doctor
out_has 'bad  entities     1 step not covered'
run 0 fxgit hooks install
run 0 git commit --amend -m 'a again'
err_has 'warning: no revision covers: Add user.a'
err_lacks refused
run 0 fxgit new
git add -A
run 0 git commit --amend -m 'a with its revision'
err_empty
run 0 fxgit status
out_lacks hooks
out_lacks 'no revision'
run 0 fxgit sync
err_empty
run 0 fxgit doctor
ok 'a clone without hooks: status, sync and doctor say so, and what a commit left behind'

column b
run 0 git commit --no-verify -am 'b'
err_has 'fxgit: warning: no revision of this commit makes: Add user.b. Run: fxgit new, git add, git commit --amend'
echo note >note.txt
git add note.txt
run 0 git commit --no-verify -m 'A note'
err_empty
run 0 fxgit new
git add -A
run 0 git commit --no-verify -m 'b, with its revision'
err_empty
# an aborted commit, and the same one again, past the hook
column c
git add -A
run 1 env GIT_EDITOR=false git commit
git reset -q
rm -f "$(git ls-files -o migrations/versions)"
run 0 git commit --no-verify -m 'c' entities
err_has 'no revision of this commit makes: Add user.c'
run 0 fxgit status
out_has 'HEAD has no revision for: Add user.c'
ok 'a commit past the hook is told by post-commit'

# an application's role, as a probe of its container has it
# shellcheck disable=SC2034 # of lib.sh
engine=postgresql
new_database
new_repo probe
write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
END
run 0 fxgit init --database "$DB"
run 0 fxgit new
run 0 fxgit sync
run 0 fxgit status --exit-code
db 'REVOKE SELECT ON fxgit_ledger FROM CURRENT_USER'
run 14 fxgit status --exit-code
out_has 'permission denied for table fxgit_'
out_has 'GRANT SELECT ON fxgit_meta, fxgit_ledger, fxgit_text, fxgit_events TO'
run 6 fxgit current
err_has 'GRANT SELECT ON'
db 'GRANT SELECT ON fxgit_ledger TO CURRENT_USER'
run 0 fxgit status --exit-code
ok 'a role that may not read the ledger is told which grants it lacks'

# another program's hooks
engine=sqlite
taken() { # NAME FILE: that program's hook is in place of ours, and its file is there
    user "$1"
    printf '#!/bin/sh\n# File generated by %s\nexit 0\n' "$1" >.git/hooks/pre-commit
    echo '# settings' >"$2"
    git add "$2"
    column a
    run 0 git commit -am 'a'
    err_has 'warning: no revision of this commit makes: Add user.a'
    err_has "the hooks are those of $1. Write into $2: "
    run 0 fxgit status
    out_has "hooks     a commit gets no revision here: the hooks are those of $1. Write into $2: "
    run 0 fxgit sync
    err_has 'HEAD has no revision for: Add user.a'
    run 1 fxgit doctor
    out_has "Write into $2"
    run 0 fxgit new
    git add -A
    git commit -qnm 'Its revision'
}
taken lefthook lefthook.yml
cat >>lefthook.yml <<'END'
pre-commit: {commands: {fxgit: {run: fxgit hook pre-commit}}}
END
run 0 fxgit status
out_lacks hooks
taken pre-commit .pre-commit-config.yaml
run 0 fxgit hooks install
err_has 'pre-commit manages hooks here, and writes its own over these some day'
err_has 'entry: fxgit hook pre-commit'
run 0 fxgit status
out_lacks hooks
column b
run 0 git commit -am 'b'
err_has '(added to this commit)'
taken overcommit .overcommit.yml
mkdir .husky
printf '#!/bin/sh\n' >.husky/pre-commit
chmod +x .husky/pre-commit
git config core.hooksPath .husky
run 0 fxgit status
out_has 'hooks     a commit gets no revision here: '
echo 'fxgit hook pre-commit "$@"' >>.husky/pre-commit
run 0 fxgit status
out_lacks hooks
ok 'lefthook, pre-commit, overcommit, husky: the line that they have to be told'

cd "$T"
mkdir plain
cd plain
run 0 fxgit init
err_has 'warning: there is no Git repository here, so there are no hooks'
git init -q
run 0 fxgit init
err_empty
out_has 'hooks '
run 0 fxgit status
out_lacks 'gets no revision'
ok 'init before git init says that there are no hooks'
