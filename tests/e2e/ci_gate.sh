#!/bin/sh
# The gate in CI: ci/gate/fxgit-gate over real repositories, with the environments that CIs make.
. "$(dirname "$0")/lib.sh"

for name in $(env | sed -n 's/^\(GITHUB_[A-Z_]*\)=.*/\1/p; s/^\(GITLAB_[A-Z_]*\)=.*/\1/p; s/^\(CI_[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
done
ln -s "$FX_SRC/ci/gate/fxgit-gate" "$T/bin/fxgit-gate"
server=file://$T/server.git
zero=0000000000000000000000000000000000000000

git init -q --bare "$T/server.git"
new_repo dev
git remote add origin "$server"
run 0 fxgit init --database sqlite:///app.db
write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
END
git add -A
run 0 git commit -m 'Users'
git push -q origin main
git remote set-head origin main
first=$(git rev-parse HEAD)
revision=$(git ls-files migrations/versions | grep '\.yml$')
id=$(sed -n 's/^revision: //p' "$revision")

column() { # NAME: a commit with its revision
    echo "  $1: {type: text, nullable: true}" >>entities/user.yml
    run 0 git commit -am "$1"
}

edit() { # LENGTH: of a column of the frozen revision, round the hooks
    sed -i "s/string([0-9]*)/string($1)/" "$revision" entities/user.yml
    git commit -qnam "Edit: $1"
}

publish() { # REF: HEAD becomes that, whatever was there
    git push -q --no-verify -f origin "HEAD:$1"
    pushed=$(git rev-parse HEAD)
}

# checkout REF [DEPTH]: what a CI makes of a ref of the server; goes there
checkout() {
    rm -rf "$T/ci"
    git init -q "$T/ci"
    cd "$T/ci"
    git remote add origin "$server"
    if [ -n "${2:-}" ]; then
        git fetch -q --no-tags --depth="$2" origin "+$1:refs/remotes/ci"
    else
        git fetch -q --no-tags origin '+refs/heads/*:refs/remotes/origin/*' "+$1:refs/remotes/ci"
    fi
    git checkout -q --detach refs/remotes/ci
}

dev() {
    cd "$T/dev"
}

# github STATUS EVENT REF [OPTION...]: the gate in the checkout; the event's file is $T/event
github() {
    wanted_status=$1
    event=$2
    ref=$3
    shift 3
    run "$wanted_status" env GITHUB_ACTIONS=true CI=true GITHUB_EVENT_NAME="$event" GITHUB_EVENT_PATH="$T/event" \
        GITHUB_REF="$ref" GITHUB_REF_TYPE="${type:-branch}" GITHUB_REF_PROTECTED="${protected:-false}" \
        GITHUB_BASE_REF="${base_ref:-}" fxgit-gate "$@"
}

push_event() { # BEFORE: as GitHub writes it, in one line
    cat >"$T/event" <<END
{"after":"$pushed","base_ref":null,"before":"$1","commits":[{"message":"say \"before\":\"$first\", {\\n","added":[],"author":{"before":"x"}}],"created":false,"forced":true,"repository":{"before":"y","name":"app","default_branch":"main","private":true},"ref":"refs/heads/main"}
END
}

request_event() { # BASE
    cat >"$T/event" <<END
{
  "action": "synchronize",
  "after": "$pushed",
  "before": "$first",
  "number": 1,
  "pull_request": {
    "title": "A \"base\": { \"sha\": \\\\",
    "labels": [ { "sha": "no" }, [] ],
    "head": { "ref": "feature", "sha": "$pushed" },
    "base": {
      "label": "app:main",
      "ref": "main",
      "repo": { "sha": "no", "id": 1 },
      "sha": "$1"
    },
    "draft": false
  },
  "repository": { "default_branch": "main" }
}
END
}

column a
second=$(git rev-parse HEAD)
publish refs/heads/main
push_event "$first"
checkout refs/heads/main 1
github 0 push refs/heads/main
out_empty
err_has "fetching $first"
err_has "comparing with $first"
err_has 'fxgit-gate: passed'
same 'shallow' "$(git rev-parse --is-shallow-repository)" true
ok 'GitHub, a push: passes; of a shallow clone only the commit before is fetched'

dev
edit 120
publish refs/heads/main
push_event "$second"
checkout refs/heads/main 1
github 1 push refs/heads/main
out_has "::error file=$revision,line=11,title=frozen revision edited::"
checkout refs/heads/main
github 1 push refs/heads/main
out_has "brought by $(git rev-parse --short=7 "$first") "
ok 'GitHub, a push that edits a frozen revision: refused at its line'

dev
git reset -q --hard "$first"
column b
publish refs/heads/main
push_event "$second"
checkout refs/heads/main 1
github 1 push refs/heads/main
err_has "fetching $second"
out_has 'frozen and was deleted'
checkout refs/heads/main
github 1 push refs/heads/main
out_has 'frozen and was deleted'
ok 'GitHub, a forced push to the default branch: nothing that it had may be missing'

dev
git reset -q --hard "$second"
publish refs/heads/main
push_event "$second"
checkout refs/heads/main
github 2 push refs/heads/main
err_has 'nothing to compare'
push_event "$(echo "$first" | tr 0-9a-f 1-9a-f0)"
github 5 push refs/heads/main
err_has 'cannot be fetched'
rm "$T/event"
github 2 push refs/heads/main
push_event "$first"
run 127 env GITHUB_ACTIONS=true GITHUB_EVENT_PATH="$T/event" FXGIT=no-such-program fxgit-gate
run 2 fxgit-gate
err_has FXGIT_BASE
ok 'what cannot be judged never passes: nothing to compare, a lost commit, no event, no program, no CI'

dev
git switch -q -c feature
column c
publish refs/heads/feature
push_event $zero
checkout refs/heads/feature 1
github 0 push refs/heads/feature
err_has "comparing with $second"
github 0 workflow_dispatch refs/heads/feature
err_has "comparing with $second"
ok 'GitHub, a new branch: against where it left the default branch'

dev
draft=$(git show --name-only --format= HEAD -- migrations/versions)
published=$(git rev-parse HEAD)
git reset -q --hard HEAD~1
column d
publish refs/heads/feature
push_event "$published"
checkout refs/heads/feature 1
github 0 push refs/heads/feature
err_has "comparing with $second"
[ ! -e "$draft" ] || fail 'the draft is still there'
protected=true
github 1 push refs/heads/feature
out_has 'frozen and was deleted'
protected=
ok 'GitHub, a forced push of drafts: fine, unless the branch is a protected one'

dev
edit 130
publish refs/heads/feature
push_event "$published"
checkout refs/heads/feature 1
github 1 push refs/heads/feature
out_has 'line=11,title=frozen revision edited'
ok 'GitHub, a branch that edits a frozen revision: refused before it has a pull request'

dev
git switch -q -c fresh "$second"
publish refs/heads/fresh
push_event $zero
checkout refs/heads/fresh 1
github 0 push refs/heads/fresh
err_has 'main has HEAD already: the tree is checked alone'
type=tag
github 0 push refs/tags/v1
type=
github 0 schedule refs/heads/main
err_has 'the tree is checked alone'
sed -i 's/create_table/make_table/' "$revision"
git commit -qnam 'Broken'
github 1 schedule refs/heads/main
out_has '::error file='
ok 'GitHub, a branch or tag without commits of its own, a schedule: the tree alone, and it says so'

# pull_request BRANCH: what merging it would give, as GitHub makes it
pull_request() {
    git switch -q --detach "$(git ls-remote origin refs/heads/main | cut -f1)"
    git merge -q --no-verify --no-ff -m 'Merge' "$1" >"$T/out" 2>&1 || fail 'no merge'
    publish refs/pull/1/merge
}

dev
pull_request feature
request_event "$second"
checkout refs/pull/1/merge 1
github 1 pull_request refs/pull/1/merge
err_has 'the clone is shallow'
out_has 'line=11,title=frozen revision edited'
dev
git switch -q feature
git reset -q --hard HEAD~1
publish refs/heads/feature
pull_request feature
request_event "$second"
for depth in 1 2 ''; do
    checkout refs/pull/1/merge $depth
    github 0 pull_request refs/pull/1/merge
    err_has "comparing with $second"
done
checkout refs/heads/feature 1
github 0 pull_request refs/pull/1/merge
echo '{"repository":{"default_branch":"main"}}' >"$T/event"
base_ref=main
github 0 pull_request refs/pull/1/merge
err_has "comparing with $second"
base_ref=
request_event "$second"
checkout refs/heads/main
github 2 pull_request_target refs/heads/main
err_has 'nothing to compare'
ok 'GitHub, a pull request: its merge commit or its head, of any depth'

printf '{"merge_group":{"base_sha":"%s","base_ref":"refs/heads/main"},"repository":{"default_branch":"main"}}' \
    "$second" >"$T/event"
checkout refs/pull/1/merge 1
github 0 merge_group refs/heads/gh-readonly-queue/main/pr-1
err_has "comparing with $second"
ok 'GitHub, a merge queue'

dev
git switch -q --detach "$second"
column e
publish refs/heads/main
third=$pushed
request_event "$third"
checkout refs/heads/feature 1
github 0 pull_request refs/pull/1/merge
out_has '::warning title=several heads after the merge::'
github 1 pull_request refs/pull/1/merge --strict
out_has '::error title=several heads after the merge::'
export FXGIT_FORMAT=sarif
github 0 pull_request refs/pull/1/merge
unset FXGIT_FORMAT
/usr/bin/python3 -m json.tool <"$T/out" >/dev/null || fail 'no SARIF'
ok 'two heads together with the base: a warning, refused with --strict; SARIF in place of annotations'

# gitlab STATUS NAME=VALUE...
gitlab() {
    wanted_status=$1
    shift
    rm -f gl-code-quality-report.json
    run "$wanted_status" env GITLAB_CI=true CI=true CI_DEFAULT_BRANCH=main CI_COMMIT_BEFORE_SHA=$zero "$@" fxgit-gate
}

found() { # how many the report has
    /usr/bin/python3 -c 'import json; print(len(json.load(open("gl-code-quality-report.json"))))'
}

checkout refs/heads/feature 1
gitlab 0 CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_DIFF_BASE_SHA="$second" \
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
err_has "comparing with $third"
out_has 'warning: joined with'
same 'reported' "$(found)" 1
checkout refs/heads/feature
gitlab 0 CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_DIFF_BASE_SHA="$second"
err_has "comparing with $second"
out_empty
same 'reported' "$(found)" 0
dev
git switch -q feature
edit 140
publish refs/heads/feature
checkout refs/heads/feature 20
gitlab 1 CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_DIFF_BASE_SHA="$second" \
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
out_has "$revision:11: refused: revision $id is frozen"
same 'reported' "$(found)" 2
gitlab 5 CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_DIFF_BASE_SHA=1111111111111111111111111111111111111111
[ ! -e gl-code-quality-report.json ] || fail 'a report of nothing'
ok 'GitLab, a merge request: text in the log, a Code Quality report'

gitlab 1 CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=feature
err_has "comparing with $third"
checkout refs/heads/main 1
gitlab 0 CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=main CI_COMMIT_BEFORE_SHA="$second" CI_COMMIT_REF_PROTECTED=true
err_has "comparing with $second"
gitlab 0 CI_PIPELINE_SOURCE=schedule CI_COMMIT_BRANCH=main CI_COMMIT_REF_PROTECTED=true
err_has 'the tree is checked alone'
dev
git switch -q --detach "$first"
publish refs/heads/main
checkout refs/heads/main 1
gitlab 1 CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=main CI_COMMIT_BEFORE_SHA="$third" CI_COMMIT_REF_PROTECTED=true
out_has 'frozen and was deleted'
same 'reported' "$(found)" 2
ok 'GitLab, pushes: a new branch, the default one, a forced one'

run 1 env FXGIT_BASE="$third" fxgit-gate --whole
out_has 'frozen and was deleted'
run 5 env FXGIT_BASE=nowhere fxgit-gate
ok 'any other CI names the base'

# a repository of two projects, one of them below the top
dev
git switch -q -C two "$second"
mkdir sub
(
    cd sub
    fxgit init --no-hooks --database sqlite:///sub.db >/dev/null
    cp ../entities/user.yml entities/
)
git add -A
run 0 git commit -m 'Two projects'
publish refs/heads/main
both=$pushed
edit 150
(
    cd sub
    revision=$(git ls-files migrations/versions | grep '\.yml$')
    edit 150
)
publish refs/heads/main
checkout refs/heads/main 1
gitlab 1 CI_COMMIT_BRANCH=main CI_COMMIT_BEFORE_SHA="$both"
same 'reported' "$(found)" 2
run 2 env FXGIT_BASE="$both" FXGIT_FORMAT=sarif fxgit-gate
dev
git reset -q --hard "$both"
git rm -q -r sub
git commit -qnm 'One project'
publish refs/heads/main
checkout refs/heads/main 1
gitlab 1 CI_COMMIT_BRANCH=main CI_COMMIT_BEFORE_SHA="$both"
err_has 'sub/fxgit.yml is gone'
dev
git rm -q -r .
git commit -qnm 'Nothing'
publish refs/heads/main
checkout refs/heads/main
gitlab 1 CI_COMMIT_BRANCH=main CI_COMMIT_BEFORE_SHA="$both"
gitlab 4 CI_COMMIT_BRANCH=main
err_has 'HEAD has no fxgit.yml'
ok 'every project of a repository is judged, and none may disappear'

# the files that init writes: they parse, and the shell in them runs
dev
git reset -q --hard "$second"
publish refs/heads/main
git clone -q "$server" "$T/user" 2>/dev/null
cd "$T/user"
run 0 fxgit init --no-hooks --ci github
out_has '.github/workflows/fxgit.yml'
run 0 fxgit init --no-hooks --ci gitlab
out_has 'created  .gitlab-ci.yml'
run 0 fxgit init --no-hooks --ci gitlab
out_has 'kept     .gitlab-ci.yml'
out_lacks 'it has to include'
echo 'stages: [test]' >.gitlab-ci.yml
run 0 fxgit init --no-hooks --ci gitlab
out_has 'it has to include .gitlab/fxgit.yml'
mkdir "$T/user/deep" "$T/plain"
cd "$T/user/deep"
git clean -q -f -d ../.github
run 2 fxgit init --ci jenkins
err_has 'github and for gitlab'
[ ! -e fxgit.yml ] || fail 'init began with a CI that it does not know'
run 0 fxgit init --no-hooks --ci github
[ -e ../.github/workflows/fxgit.yml ] || fail 'the workflow is not at the top'
cd "$T/plain"
run 5 fxgit init --ci github
[ ! -e fxgit.yml ] || fail 'init began without Git'
ok 'init --ci writes to the top of the repository, and over nothing'
