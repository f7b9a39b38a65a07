#!/bin/sh
# check --format: what programs read of the gate's findings.
. "$(dirname "$0")/lib.sh"

new_repo
mkdir 'a b' && cd 'a b' # a project below the top, in a folder that URIs spell otherwise
new_database
run 0 fxgit init --database "$DB"
write entities/user.yml <<'EOF'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
EOF
git add -A
GIT_AUTHOR_DATE='2026-02-03T04:05:06Z' run 0 git commit -m 'Add users, 100%'
revision=$(git show --name-only --format= HEAD -- migrations/versions | grep '\.yml$')
revision=migrations/versions/$(basename "$revision")
id=$(sed -n 's/^revision: //p' "$revision")
commit=$(git rev-parse --short=7 HEAD)

# json FILE: what stands at a path in it, a line each, as JSON
json() {
    /usr/bin/python3 - "$1" "$2" <<'EOF'
import json, sys
found = [json.load(open(sys.argv[1]))]
for part in sys.argv[2].split():
    found = [x for f in found for x in (f if part == '*' else [f[int(part)] if isinstance(f, list) else f[part]])]
for f in found:
    print(f if isinstance(f, str) else json.dumps(f))
EOF
}

valid() { # FILE: by what tests/fixtures has of the SARIF schema
    /usr/bin/python3 - "$FX_SRC/tests/fixtures/sarif/log.schema.json" "$1" <<'EOF' || fail "$1 is no SARIF"
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
log = json.load(open(sys.argv[2]))
jsonschema.validate(log, schema, format_checker=jsonschema.FormatChecker())
rules = log['runs'][0]['tool']['driver']['rules']
assert len({r['id'] for r in rules}) == len(rules), 'two rules with one id'
for result in log['runs'][0]['results']:
    assert rules[result['ruleIndex']]['id'] == result['ruleId'], result
EOF
}

run 0 fxgit check --format gitlab
echo '[]' | out_is
run 0 fxgit check --format sarif
valid "$T/out"
same 'results' "$(json "$T/out" 'runs 0 results')" '[]'
same 'the tool' "$(json "$T/out" 'runs 0 tool driver name')" fxgit
same 'its version' "fxgit $(json "$T/out" 'runs 0 tool driver version')" "$(fxgit --version)"
json "$T/out" 'runs 0 tool driver rules * id' >"$T/rules"
json "$T/out" 'runs 0 tool driver rules * shortDescription text' >"$T/summaries"
json "$T/out" 'runs 0 tool driver rules * defaultConfiguration level' | sed 's/error/refused/' >"$T/levels"
paste -d '|' "$T/rules" "$T/levels" "$T/summaries" |
    awk -F '|' '{ printf "| `%s` | %s | %s |\n", $1, $2, $3 }' >"$T/table"
sed -n '/^| rule | is | found |/,/^$/p' "$FX_SRC/README.md" | sed -e 1,2d -e '/^$/d' | diff - "$T/table" >"$T/err" ||
    fail "README's table of rules is not the program's: $(cat "$T/err")"
ok 'nothing found: an empty list, and all rules'

git switch -q -c work
sed -i 's/string(100)/string(120)/' "$revision" entities/user.yml
echo '  age: {type: integer, nullable: true}' >>entities/user.yml
echo '  size: {type: integer, nullable: true}' >>entities/user.yml
git commit -q --no-verify -am 'Edit'

run 1 fxgit check --base main
out_has "$revision:11: refused: revision $id is frozen and its upgrade half changed"
out_has "  was  name: string(100)        $commit 2026-02-03 Add users, 100%"
out_has '  now  name: string(120)'
out_has 'hint: Restore it and write a new revision'
ok 'text: the first line that differs, the commit with its date, and the cure'

run 1 fxgit check --base main --format github
out_has "::error file=a b/$revision,line=11,title=frozen revision edited::$id was brought by $commit 2026-02-03 Add users, 100%25; revision"
ok 'github'

run 1 fxgit check --base main --format gitlab
same 'rules' "$(json "$T/out" '* check_name' | paste -s -d ' ')" \
    'fxgit/not-covered fxgit/not-covered fxgit/frozen-edited'
same 'places' "$(json "$T/out" '* location lines begin' | paste -s -d ' ')" '5 6 11'
json "$T/out" '* location path' | grep -qxF "a b/$revision" || fail 'the path is not from the top'
same 'severities' "$(json "$T/out" '* severity' | sort -u)" blocker
json "$T/out" '* fingerprint' >"$T/marks"
same 'different marks' "$(grep -c '^[0-9a-f]\{64\}$' "$T/marks") $(sort -u "$T/marks" | wc -l | tr -d ' ')" '3 3'
ok 'gitlab'

run 1 fxgit check --base main --format sarif
cp "$T/out" "$T/sarif"
valid "$T/sarif"
same 'rules' "$(json "$T/sarif" 'runs 0 results * ruleId' | paste -s -d ' ')" 'not-covered not-covered frozen-edited'
same 'level' "$(json "$T/sarif" 'runs 0 results 2 level')" error
same 'place' "$(json "$T/sarif" 'runs 0 results 2 locations 0 physicalLocation artifactLocation uri')" "a%20b/$revision"
same 'line' "$(json "$T/sarif" 'runs 0 results 2 locations 0 physicalLocation region startLine')" 11
same 'was' "$(json "$T/sarif" 'runs 0 results 2 properties was')" 'name: string(100)'
same 'brought by' "$(json "$T/sarif" 'runs 0 results 2 properties broughtBy')" "$commit 2026-02-03 Add users, 100%"
json "$T/sarif" 'runs 0 results * partialFingerprints fxgitFinding/v1' | cmp -s - "$T/marks" || fail 'other marks than gitlab'
ok 'sarif: valid, with rules, places and fingerprints'

sed -i '1i # a line more' "$revision" entities/user.yml
git commit -q --no-verify -am 'Comments'
run 1 fxgit check --base main --format gitlab
same 'places' "$(json "$T/out" '* location lines begin' | paste -s -d ' ')" '6 7 1'
json "$T/out" '* fingerprint' | cmp -s - "$T/marks" || fail 'the marks moved with the lines'
ok 'a fingerprint stays when lines move'

git reset -q --hard main
git rm -q -r entities
git commit -q --no-verify -m 'No entities'
run 1 fxgit check --format gitlab
same 'where nothing is' "$(json "$T/out" '* location path') $(json "$T/out" '* location lines begin')" 'a b/fxgit.yml 1'
run 1 fxgit check --format sarif
valid "$T/out"
ok 'a finding that is in no file is in fxgit.yml'

git reset -q --hard main
git switch -q -c left main
echo '  left: {type: text, nullable: true}' >>entities/user.yml
run 0 git commit -am 'Left'
git switch -q work
echo '  right: {type: text, nullable: true}' >>entities/user.yml
run 0 git commit -am 'Right'
run 0 fxgit check --base left --format sarif
valid "$T/out"
same 'level' "$(json "$T/out" 'runs 0 results * level')" warning
run 0 fxgit check --base left --json
same 'passed' "$(json "$T/out" passed)" true
run 1 fxgit check --base left --strict --format sarif
same 'level' "$(json "$T/out" 'runs 0 results * level')" error
run 1 fxgit check --base left --strict --json
same 'passed' "$(json "$T/out" passed)" false
run 1 fxgit check --base left --strict
out_has 'refused: joined with'
ok 'strict: warnings are errors in every format'

run 2 fxgit check --format xml
err_has "unknown format 'xml'"
err_has 'text, github, gitlab, sarif'
ok 'an unknown format'

# What a new revision loses is to be seen in review, in every format.
revise() { # LOSES
    write migrations/versions/dddddddddddd_drop.yml <<EOF2
revision: dddddddddddd
revises: [$id]
message: Drop user.name
loses: $1
upgrade:
- drop_column: user.name
downgrade:
- add_column: user.name
  type: string(100)
  fill: '-'
EOF2
    git checkout -q -B loses main
    sed -i '/name:/d' entities/user.yml
    git add -A
    git commit -q --no-verify -m 'Drop user.name'
}
git checkout -q -f main
revise '[user.name]'
run 0 fxgit check --base main
out_has 'dddddddddddd_drop.yml:6: warning: revision dddddddddddd loses user.name'
run 1 fxgit check --base main --strict
out_has 'loses: {user.name: REASON}'
for format in github:'::warning ' gitlab:'"fxgit/loses"' sarif:'"level": "warning"'; do
    run 0 fxgit check --base main --format "${format%%:*}"
    out_has "${format#*:}"
    out_has 'loses user.name'
done
git checkout -q -f main
revise '{user.name: nobody reads it}'
run 0 fxgit check --base main --strict
out_has 'notice: revision dddddddddddd loses user.name: nobody reads it'
for format in github:'::notice ' gitlab:'"info"' sarif:'"level": "note"'; do
    run 0 fxgit check --base main --strict --format "${format%%:*}"
    out_has "${format#*:}"
    out_has 'nobody reads it'
done
run 0 fxgit check --base main --json
out_has '"severity": "notice"'
ok 'what a new revision loses is in each format, and a notice where a reason is given'
