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
    mkdir -p ci/gate ci/grammar src include hooks templates
    touch ci/grammar/package.json CMakeLists.txt
    cp "$FX_SRC/ci/gate/install" "$FX_SRC/ci/gate/action.yml" ci/gate
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
    ${entity:-entity}
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

# ci STATUS github|gitlab|action BRANCH: the CI's run for a request of BRANCH onto main, in a shallow clone
ci() {
    rm -rf "$T/ci" "$T/clean"
    mkdir "$T/clean" "$T/clean/tmp" "$T/clean/home"
    git push -q --no-verify -f origin "${3%:*}:refs/heads/${3#*:}"
    set -- "$1" "$2" "${3#*:}"
    main=$(git -C "$T/server.git" rev-parse main)
    git init -q "$T/ci"
    git -C "$T/ci" fetch -q --no-tags --depth=1 "$server" "$3"
    git -C "$T/ci" checkout -q --detach FETCH_HEAD
    git -C "$T/ci" remote add origin "$server"
    echo "{\"pull_request\":{\"base\":{\"sha\":\"$main\"}},\"repository\":{\"default_branch\":\"main\"}}" >"$T/event"
    ci_status=$1
    ci_name=$2
    : >"$T/told"
    if [ "$2" != gitlab ]; then
        file=.github/workflows/fxgit.yml
        [ "$2" != action ] || file=$T/source/ci/gate/action.yml
        set -- "$file" GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request \
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
            LSAN_OPTIONS="${LSAN_OPTIONS:-}" CI_SERVICE="${service:-}" CI=true CI_VARS="FXGIT_SOURCE=file://$T/source${ci_more:+
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
file_has "$T/clean/summary" '### fxgit: refused, 1 finding'
file_has "$T/clean/summary" "| refused | $(echo "$revision" | sed 's/_/\&#95;/g'):11 |"
ci 1 action feature
out_has 'title=frozen revision edited::'
git reset -q --hard HEAD~1
ci 0 action feature
file_has "$T/told" '-DFXGIT_PYTHON=on'
file_has "$T/clean/summary" '### fxgit: passed'
git reset -q --hard '@{1}'
ci 1 gitlab feature
out_has "$revision:11: refused: revision"
ok 'an edit of a frozen revision is refused, in the summary of the job, too; by the action as well'

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

python() {
    write app/models.py <<'END'
from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
END
    sed -i 's/^- entities$/- app/' fxgit.yml
}

entity=python
start python --database sqlite:///app.db
echo '    age: int = 0' >>app/models.py
run 0 git commit -am 'Age'
ci 0 github HEAD:feature
ci 0 gitlab HEAD:feature
echo '    size: int = 0' >>app/models.py
git commit -qnam 'Size'
ci 1 github HEAD:feature
out_has 'no revision covers: Add user.size'
entity=entity
ok 'entities in Python'

# a server of the engine, where what is new is tried
for engine in postgresql mysql; do
    [ $engine = postgresql ] && service=$postgres_url || service=$mysql_url
    new_database
    start "$engine" --database "$DB"
    run 0 fxgit init --ci github
    file_lacks .gitignore app.db
    column a
    ci 0 github HEAD:feature
    ci 0 gitlab HEAD:feature
    sed -i 's/^- drop_column: user.a$/- execute: SELECT nothing FROM nowhere\n  state:\n  - drop_column: user.a/' \
        "$(git show --name-only --format= HEAD -- migrations/versions)"
    git commit -qnam 'A downgrade that does not run'
    ci 1 github HEAD:feature
    out_has 'title=revision does not run'
    ci 1 gitlab HEAD:feature
    out_has 'its downgrade fails'
done
ok 'a project of a server has a service in CI, and its revisions are tried there (--prove)'

# a second init changes nothing of a project that is there, and does not say again what is done
engine=sqlite
new_repo alembic
write alembic/versions/1975ea83b712_first.py <<'END'
from alembic import op
import sqlalchemy as sa

revision = '1975ea83b712'
down_revision = None


def upgrade():
    op.create_table('user', sa.Column('id', sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table('user')
END
run 0 fxgit init --database postgresql://localhost/app
out_has 'before the first commit'
file_lacks .gitignore app.db
run 0 fxgit import alembic alembic/versions
run 0 fxgit init --ci github
out_lacks 'before the first commit'
file_lacks .gitignore app.db
file_has .github/workflows/fxgit.yml 'image: postgres'
ok 'a second init leaves .gitignore as it is, and does not ask for what is done'
