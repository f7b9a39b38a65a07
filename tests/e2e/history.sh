#!/bin/sh
# log over all of history, its graph, and revisions that only other branches have.
. "$(dirname "$0")/lib.sh"

revision() { # ID 'PARENTS' MESSAGE
    write "migrations/versions/$1_x.yml" <<END
revision: $1
revises: [$2]
message: $3
upgrade: []
downgrade: []
END
}
commit() {
    git add -A
    git commit -q --no-verify -m "$1"
}
drawn() { # the graph, and the first digit of each id
    sed 's/\([0-9a-f]\)[0-9a-f]\{11\} .*/\1/' "$T/out"
}

new_repo
run 0 fxgit init --no-hooks --database sqlite:///app.db
revision aaaaaaaaaaaa '' 'One'
commit 'One'
revision bbbbbbbbbbbb aaaaaaaaaaaa 'Left'
commit 'Left'
revision cccccccccccc aaaaaaaaaaaa 'Right'
commit 'Right'
revision dddddddddddd 'bbbbbbbbbbbb, cccccccccccc' 'Both'
commit 'Both'
revision eeeeeeeeeeee dddddddddddd 'Last'
commit 'Last'
run 0 fxgit log --graph
drawn >"$T/graph"
is "$T/graph" 'the graph' <<'END'
* e
* d
|\
| * c
* | b
|/
* a
END
ok 'log --graph draws a merge'

revision ffffffffffff aaaaaaaaaaaa 'Third'
revision 111111111111 'eeeeeeeeeeee, ffffffffffff' 'Three'
commit 'Three'
run 0 fxgit log --graph
drawn >"$T/graph"
head -1 "$T/graph" >"$T/first"
is "$T/first" 'the first line' <<'END'
* 1
END
[ "$(grep -c '\*' "$T/graph")" = 7 ] || fail 'not all are drawn'
run 0 fxgit log --graph -n 2
[ "$(grep -c '\*' "$T/out")" = 2 ] || fail '-n is not heard'
ok 'more than two lanes'

git switch -q -c other HEAD~1
revision 222222222222 eeeeeeeeeeee 'Elsewhere'
commit 'Elsewhere'
git switch -q main
run 0 fxgit show 2222
out_has 'message: Elsewhere'
run 2 fxgit upgrade 222222222222
err_has '222222222222 is in other (commit'
run 2 fxgit stamp 222222222222
err_has '222222222222 is in other (commit'
run 0 fxgit log --all --graph
out_has 'Elsewhere'
revision 333333333333 222222222222 'Too early'
run 4 fxgit status
err_has 'revision 333333333333 revises 222222222222, which is not there'
err_has '222222222222 is in other (commit'
commit 'Too early'
run 1 fxgit check
out_has '222222222222 is in other (commit'
git reset -q --hard HEAD~1
run 2 fxgit show 9999
err_has "there is no revision '9999'"
ok 'revisions of other branches are shown, and named where they are missing'

cat >>fxgit.yml <<'END'
targets:
  production:
    url: sqlite:///production.db
    record: true
END
run 0 fxgit upgrade --target production
run 0 fxgit log
out_has '[production]'
ok 'log says which recorded targets run a revision'
