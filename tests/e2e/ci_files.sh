#!/bin/sh
# The files that `init --ci` writes, run as they are: committed, in a clean folder, with their own commands.
# What the network would be needed for (apt-get, npm, the build) is a stub that says what it was told; the
# stub of `cmake --install` puts the program of the tests where a build would put it.
. "$(dirname "$0")/lib.sh"

server=file://$T/server.git
mkdir "$T/stubs"
for name in sudo apt-get npm cmake; do
    write "$T/stubs/$name" <<END
#!/bin/sh
echo "$name \$*" >>"$T/told"
[ $name != sudo ] || exec "\$@"
[ $name != cmake ] || case \$1 in
-S) for word; do case \$word in -DCMAKE_INSTALL_PREFIX=*) echo "\${word#*=}" >"$T/prefix" ;; esac; done ;;
--install)
    mkdir -p "\$(cat "$T/prefix")/bin"
    cp "$FX_SRC/ci/gate/fxgit-gate" "\$(cat "$T/prefix")/bin/fxgit-gate"
    printf '#!/bin/sh\nexec "$FXGIT" "\$@"\n' >"\$(cat "$T/prefix")/bin/fxgit"
    chmod +x "\$(cat "$T/prefix")/bin/fxgit"
    ;;
esac
END
    chmod +x "$T/stubs/$name"
done
# fxgit's own repository, as far as the files need it
git init -q "$T/source"
(
    cd "$T/source"
    mkdir -p ci/gate ci/grammar
    touch ci/grammar/package.json
    cp "$FX_SRC/ci/gate/install" ci/gate
    git add -A
    git commit -qm 'fxgit'
)

# start NAME [OPTION of init]: a repository of one table, its CI files committed, published as main
start() {
    new_repo "$1"
    shift
    rm -rf "$T/server.git"
    git init -q --bare "$T/server.git"
    git remote add origin "$server"
    run 0 fxgit init --ci github "$@"
    run 0 fxgit init --ci gitlab
    entity
    git add -A
    run 0 git commit -m 'Users'
    git push -q --no-verify origin main
    first=$(git rev-parse HEAD)
    revision=$(git ls-files migrations/versions | grep '\.yml$')
}

entity() {
    write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
END
}

column() { # NAME: a commit with its revision
    echo "  $1: {type: text, nullable: true}" >>entities/user.yml
    run 0 git commit -am "$1"
}

# ci STATUS github|gitlab BRANCH: the CI's run for a request of BRANCH onto main, in a shallow clone
ci() {
    rm -rf "$T/ci" "$T/clean"
    mkdir "$T/clean" "$T/clean/tmp" "$T/clean/home"
    git push -q --no-verify -f origin "$3"
    main=$(git -C "$T/server.git" rev-parse main)
    git init -q "$T/ci"
    git -C "$T/ci" fetch -q --no-tags --depth=1 "$server" "$3"
    git -C "$T/ci" checkout -q --detach FETCH_HEAD
    git -C "$T/ci" remote add origin "$server"
    echo "{\"pull_request\":{\"base\":{\"sha\":\"$main\"}},\"repository\":{\"default_branch\":\"main\"}}" >"$T/event"
    ci_status=$1
    ci_name=$2
    : >"$T/told"
    if [ "$2" = github ]; then
        set -- .github/workflows/fxgit.yml GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request \
            GITHUB_EVENT_PATH="$T/event" GITHUB_REF=refs/pull/1/merge RUNNER_TEMP="$T/clean/tmp" \
            GITHUB_STEP_SUMMARY="$T/clean/summary"
    else
        set -- .gitlab-ci.yml GITLAB_CI=true CI_DEFAULT_BRANCH=main CI_PROJECT_DIR="$T/ci" \
            CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_DIFF_BASE_SHA="$main" \
            CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_BUILDS_DIR="$T/clean/tmp"
    fi
    ci_file=$1
    shift
    (
        cd "$T/ci"
        run "$ci_status" env -i HOME="$T/clean/home" PATH="$T/stubs:/usr/bin:/bin" TMPDIR="$T/clean/tmp" \
            LSAN_OPTIONS="${LSAN_OPTIONS:-}" CI=true CI_VARS="FXGIT_SOURCE=file://$T/source${ci_more:+
$ci_more}" "$@" /usr/bin/python3 "$FX_SRC/tests/e2e/ci_steps.py" "$ci_name" "$ci_file"
    ) || exit 1
}

start app --database sqlite:///app.db
git switch -q -c feature
column a
for name in github gitlab; do
    ci 0 $name feature
    err_has 'fxgit-gate: passed'
    for package in libgit2-dev libsqlite3-dev libyaml-dev libssl-dev libpq-dev libmariadb-dev libtree-sitter-dev; do
        grep -q "^apt-get install .* $package" "$T/told" || fail "$package is not installed"
        file_has "$FX_SRC/ci/setup" $package
    done
    file_has "$T/told" 'npm ci --ignore-scripts'
    file_has "$T/told" '-DFXGIT_PYTHON=on'
done
ok 'the file of init --ci, committed: an honest change passes, in a clean folder and a shallow clone'

sed -i 's/string(100)/string(120)/' "$revision" entities/user.yml
git commit -qnam 'Edit'
ci 1 github feature
out_has "::error file=$revision,line=11,title=frozen revision edited::"
ci 1 gitlab feature
out_has "$revision:11: refused: revision"
ok 'an edit of a frozen revision is refused'

git switch -q -C other "$first"
column b
git push -q --no-verify origin HEAD:main
git switch -q -C second "$first"
column c
ci 1 github second
out_has 'title=several heads after the merge'
ci 1 gitlab second
out_has 'refused: joined with'
ok 'of two requests that were made beside each other the second is refused: two heads'

# what is a project: the same in CI, in hooks, in a push
git switch -q -C named origin/main
write .github/workflows/deep/fxgit.yml <<'END'
name: no project
END
write k8s/fxgit.yml <<'END'
apiVersion: v1
---
kind: Service
END
write ci/fxgit.yml <<'END'
fxgit:
  script: [fxgit-gate]
END
git add -A
column d
ci 0 github named
run 0 git push origin named
: >k8s/fxgit.yml
git add -A
run 1 git commit -m 'Empty'
err_has 'k8s/fxgit.yml'
git commit -qnm 'Empty'
ci 4 github named
err_has 'the project in k8s could not be judged'
ok 'a fxgit.yml without the key is no project; one that says nothing is refused by its name'
