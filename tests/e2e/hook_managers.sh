#!/bin/sh
# Commits where others manage the hooks: the pre-commit framework, husky, graphical clients.
. "$(dirname "$0")/lib.sh"

# Debian's own: it runs with the system's Python, whatever is first on PATH
framework=/usr/bin/pre-commit
[ -x "$framework" ] || fail 'the pre-commit framework is not installed (ci/setup)'
export PRE_COMMIT_HOME="$T/home/pre-commit"

# What a user's configuration names: this repository, of which only the list of hooks counts.
git init -q "$T/fxgit"
cp "$FX_SRC/.pre-commit-hooks.yaml" "$T/fxgit"
git -C "$T/fxgit" add -A
git -C "$T/fxgit" commit -qm 'fxgit'
version=$(git -C "$T/fxgit" rev-parse HEAD)

use() { # HOOK: the framework's configuration
    write .pre-commit-config.yaml <<END
repos:
- repo: file://$T/fxgit
  rev: $version
  hooks:
  - id: $1
END
}

start() { # NAME [OPTION of init]
    new_repo "$1"
    shift
    write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
END
    run 0 fxgit init --database sqlite:///app.db "$@"
}

column() { # NAME
    echo "  $1: {type: text, nullable: true}" >>entities/user.yml
}

brought() { # COUNT: revisions of the last commit, and nothing is left over
    same 'revisions of the commit' "$(git show --name-only --format= HEAD -- migrations/versions | grep -c '\.yml$' || :)" "$1"
    clean
}

run 0 "$framework" validate-manifest "$FX_SRC/.pre-commit-hooks.yaml"
ok 'the list of hooks is one'

start generate --no-hooks
use fxgit-generate
run 0 "$framework" install
git add -A
run 0 git commit -m 'Users'
brought 1
file_has "$T/err" '(added to this commit)'
column a
run 0 git commit -am 'a'
brought 1
echo hello >note.txt
git add note.txt
run 0 git commit -m 'A note'
brought 0
column b
echo more >>note.txt
run 0 git commit -m 'b alone' entities/user.yml
same 'left to commit' "$(git status --porcelain)" ' M note.txt'
git show --name-only --format= HEAD | grep -q _add_user_b || fail 'no revision of a commit with a path'
git checkout -q note.txt
sed -i 's/^  name:/  first: {type: text, nullable: true}\n&/' entities/user.yml
column last
printf 's\ny\nn\n' | git commit -q -p -m 'The first hunk' >"$T/out" 2>&1 || fail 'commit -p failed'
git show HEAD -- migrations | grep -q 'user.first' || fail 'the staged hunk has no revision'
git diff --quiet && fail 'the other hunk is lost'
run 0 git commit -am 'The second hunk'
brought 1
run 0 fxgit check
ok 'framework, fxgit-generate: the revision is in the same commit: -a, a path, -p'

run 0 fxgit sync
first=$(git ls-files migrations/versions | grep create_table_user)
sed -i 's/string(100)/string(120)/' "$first"
run 1 git commit -am 'An applied one'
file_has "$T/err" "$first:11: refused: revision"
file_has "$T/err" 'is applied to sqlite:///app.db'
file_has "$T/err" 'fxgit downgrade'
git checkout -q HEAD -- .
column 'wrong: {type: text'
run 1 git commit -am 'Not to be read'
file_has "$T/err" 'entities/user.yml:'
git checkout -q HEAD -- .
clean
ok 'framework: an edit of an applied revision is refused, and says what to do'

git worktree add -q ../linked -b linked
cd ../linked
column c
run 0 git commit -am 'c'
brought 1
cd ../generate
clean
ok 'framework: a linked worktree'

start check --no-hooks
use fxgit-check
run 0 "$framework" install
git add -A
run 1 git commit -m 'Users'
file_has "$T/err" 'no revision covers: Create table user'
file_has "$T/err" 'fxgit new'
run 0 fxgit new -m 'Users'
git add -A
run 0 git commit -m 'Users'
brought 1
git update-ref refs/remotes/origin/main HEAD
git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main
git commit -q --no-verify --allow-empty -m 'Later'
first=$(git ls-files migrations/versions | grep '\.yml$')
sed -i 's/string(100)/string(120)/' "$first" entities/user.yml
run 1 git commit -am 'A frozen one'
file_has "$T/err" "$first:11: refused: revision"
file_has "$T/err" 'is frozen'
ok 'framework, fxgit-check: says what is missing, refuses edits of what is published'

# both, in either order
start before
git add -A
run 0 git commit -m 'Users'
use fxgit-check
git add -A
run 0 "$framework" install
column a
git add -A
run 0 git commit -m 'a'
brought 1
run 0 "$framework" uninstall
column b
run 0 git commit -am 'b'
brought 1
ok 'framework over the hooks of fxgit, and away again'

start after --no-hooks
use fxgit-check
run 0 "$framework" install
run 0 fxgit hooks install
run 0 fxgit hooks status
out_has 'installed, with the one before'
git add -A
run 1 git commit -m 'Users'
file_has "$T/err" 'no revision covers'
use fxgit-generate
git add -A
run 0 git commit -m 'Users'
brought 1
run 0 fxgit hooks uninstall
column a
run 0 git commit -am 'a'
brought 1
ok 'hooks of fxgit over the framework, and away again'

# husky: hooks are files of the repository, found by core.hooksPath
start husky --no-hooks
write .husky/pre-commit <<'END'
#!/bin/sh
echo 'npm test' >>"${TOLD:-/dev/null}"
fxgit hook pre-commit "$@"
END
chmod +x .husky/pre-commit
git config core.hooksPath .husky
git add -A
run 0 git commit -m 'Users'
brought 1
(
    mkdir deep && cd deep
    column() { echo "  $1: {type: text, nullable: true}" >>../entities/user.yml; }
    column a
    run 0 git commit -am 'a'
) || exit 1
brought 1
run 0 fxgit sync
sed -i 's/string(100)/string(120)/' migrations/versions/*_create_table_user.yml
run 1 git commit -am 'An applied one'
err_has 'is applied to'
git checkout -q HEAD -- .
git worktree add -q ../husky-linked -b husky-linked
cd ../husky-linked
column b
run 0 git commit -am 'b'
brought 1
ok 'husky: a line in .husky/pre-commit; from a folder below, in a linked worktree'

# husky 9: git runs files of .husky/_, which run those of .husky
start husky9 --no-hooks
write .husky/_/pre-commit <<'END'
#!/usr/bin/env sh
. "$(dirname "$0")/h"
END
write .husky/_/h <<'END'
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n
[ ! -f "$s" ] && exit 0
sh -e "$s" "$@"
END
echo '*' >.husky/_/.gitignore
chmod +x .husky/_/pre-commit
echo 'fxgit hook pre-commit' >.husky/pre-commit
git config core.hooksPath .husky/_
git add -A
run 0 git commit -m 'Users'
brought 1
ok 'husky 9'

# it writes .husky/_ anew: what fxgit adds goes beside it
echo 'echo tests' >.husky/pre-commit
run 0 fxgit hooks install
out_has 'pre-commit'
out_has 'post-commit'
err_empty
is .husky/pre-commit 'the hook' <<'END'
echo tests
fxgit hook pre-commit "$@"
END
run 0 fxgit hooks install
out_empty
run 0 fxgit hooks status
out_lacks else
column b
git add -A
run 0 git commit -m 'b'
brought 1
run 0 fxgit hooks uninstall
is .husky/pre-commit 'the hook' <<'END'
echo tests
END
[ ! -e .husky/post-commit ] || fail 'a hook without anything in it'
git checkout -q -- .
ok 'husky 9: hooks install adds a line to its files, uninstall takes it away'

start chained --no-hooks
write .husky/pre-commit <<'END'
#!/bin/sh
echo first >>.git/told
END
chmod +x .husky/pre-commit
git config core.hooksPath .husky
run 0 fxgit hooks install pre-commit
run 0 fxgit hooks status
out_has 'installed, with the one before'
git add -A
run 0 git commit -m 'Users'
brought 1
same 'calls of the hook before ours' "$(grep -c first .git/told)" 1
run 0 fxgit hooks uninstall
column a
git commit -qm 'a' -- entities .husky
brought 0
same 'calls of the hook before ours' "$(grep -c first .git/told)" 2
ok 'fxgit hooks install in a folder of core.hooksPath keeps what is there'

# a graphical client: no terminal, nothing on standard input, none of the shell's PATH
start client
git add -A
client() { # STATUS COMMAND...
    wanted_status=$1
    shift
    run "$wanted_status" setsid env -i HOME="$HOME" PATH=/usr/bin:/bin LSAN_OPTIONS="$LSAN_OPTIONS" sh -c '"$@" <&-' sh "$@"
}
env -i PATH=/usr/bin:/bin sh -c 'command -v fxgit' && fail 'there is another fxgit on this machine'
client 0 git commit -m 'Users'
brought 1
err_has '(added to this commit)'
client 0 git switch -q -c other
column a
client 0 git commit -am 'a'
brought 1
run 0 fxgit sync
client 0 git switch -q main
err_has 'Run: fxgit sync'
client 0 git switch -q other
sed -i 's/^  name:/  full_name:/' entities/user.yml
client 1 git commit -am 'A question'
err_has 'renamed_from: name'
git checkout -q HEAD -- .
sed -i 's/string(100)/string(120)/' migrations/versions/*_create_table_user.yml
client 1 git commit -am 'An applied one'
err_has 'is applied to'
git checkout -q HEAD -- .
git worktree add -q ../client-linked -b client-linked
cd ../client-linked
column b
client 0 git commit -am 'b'
brought 1
ok 'a graphical client: hooks find the program where it was installed from, and ask nothing'

cd ../client
sed -i "s,^fxgit=.*,fxgit='/gone/fxgit'," .git/hooks/pre-commit
column c
client 1 git commit -am 'c'
err_has 'fxgit: not found'
client 0 git commit --no-verify -am 'c'
ok 'a program that is gone stops the commit, and says how to go on'
