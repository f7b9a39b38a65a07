#!/bin/sh
# Every command's JSON is what README says of it: the documents of many runs, their members merged.
. "$(dirname "$0")/lib.sh"

docs=$T/docs
mkdir "$docs"

# doc NAME STATUS COMMAND...: a document of NAME.
doc() {
    name=$1
    shift
    run "$@"
    n=$(find "$docs" -name "$name.*" | wc -l | tr -d ' ')
    cp "$T/out" "$docs/$name.$n"
    python3 -m json.tool <"$T/out" >/dev/null || fail "$name: not one JSON document"
    err_lacks 'Error'
}

entity() { { printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'; cat; } | write entities/user.yml; }

new_repo old
sql app.db 'CREATE TABLE item (id INTEGER PRIMARY KEY)' 'CREATE VIRTUAL TABLE words USING fts5(x)'
doc 'init --from-database' 0 fxgit init --from-database --no-hooks --database sqlite:///app.db --json
doc inspect 0 fxgit inspect --json
doc drift 0 fxgit drift --json
sql app.db 'ALTER TABLE item ADD COLUMN x INTEGER' 'CREATE TABLE odd (id INTEGER PRIMARY KEY DESC) WITHOUT ROWID'
doc drift 1 fxgit drift --json

new_repo
doc init 0 fxgit init --database sqlite:///app.db --json
doc 'hooks status' 0 fxgit hooks status --json
doc resume 0 fxgit resume --json
doc 'hooks uninstall' 0 fxgit hooks uninstall --json
doc 'hooks install' 0 fxgit hooks install --json
doc 'database create' 0 fxgit database create --json
doc 'database wait' 0 fxgit database wait --json
entity <<'END'
  name: {type: string(100)}
END
doc diff 0 fxgit diff --json
doc new 0 fxgit new -m 'Create user' --json
doc new 0 fxgit new --json
git add -A
git commit -qm 'Create user'
doc 'upgrade --sql' 0 fxgit upgrade --sql --json
doc upgrade 0 fxgit upgrade --json
entity <<'END'
  name: {type: string(100)}
  age: {type: integer, fill: 0}
END
git add -A
git commit -qm 'Add age'
doc status 0 fxgit status --json
doc upgrade 0 fxgit upgrade --json
age=$(fxgit heads | cut -c1-12)
sql app.db "INSERT INTO user VALUES (1, 'Ada', 36)"
doc current 0 fxgit current --json
doc heads 0 fxgit heads --json
doc list 0 fxgit list --json
doc show 0 fxgit show "$age" --json
doc log 0 fxgit log --json
doc doctor 0 fxgit doctor --json
doc upgrade 0 fxgit downgrade -1 --yes --json
doc 'restore --list' 0 fxgit restore --list --json
doc restore 0 fxgit restore --yes --json
doc upgrade 0 fxgit stamp heads --json
doc 'database diagram' 0 fxgit database diagram --json
doc check 0 fxgit check --base HEAD~1 --json
git switch -qc edit HEAD~1
doc upgrade 0 fxgit sync --yes --json
git switch -q main
doc status 0 fxgit status --json
doc list 0 fxgit list --json
sed -i 's/100/200/' migrations/versions/*_create_user.yml
git commit -qnam 'Edit'
doc check 1 fxgit check --base HEAD~1 --json
doc status 0 fxgit status --json
git reset -q --hard HEAD~1
git switch -q edit
doc upgrade 0 fxgit upgrade --dry-run --json
git switch -q main
doc upgrade 0 fxgit sync --json
git switch -q edit
doc status 0 fxgit status --json
git switch -q main
doc 'database reset' 0 fxgit database reset --yes --json
doc 'notes backfill' 0 fxgit notes backfill --json
doc 'notes verify' 0 fxgit notes verify --json
git init -q --bare "$T/hub.git"
doc 'notes push' 0 fxgit notes push "$T/hub.git" --json
doc 'notes fetch' 0 fxgit notes fetch "$T/hub.git" --json
printf 'targets:\n  live:\n    url: sqlite:///live.db\n    record: true\n' >>fxgit.yml
doc upgrade 0 fxgit upgrade --target live --json
doc 'env show' 0 fxgit env show --json
doc trust 0 fxgit trust --json --database postgresql://u@db.example/x
doc 'trust --list' 0 fxgit trust --list --json
doc 'trust --forget' 0 fxgit trust --forget postgresql://u@db.example/x --json
doc 'env log' 0 fxgit env log --json
doc 'env push' 0 fxgit env push "$T/hub.git" --json
doc 'env fetch' 0 fxgit env fetch "$T/hub.git" --json
git checkout -q .
touch migrations/versions/notes
doc clear 0 fxgit clear --all --yes --json
git checkout -q .
doc 'database drop' 0 fxgit database drop --yes --json
fxgit new --empty -m 'One' >/dev/null
fxgit new --empty -m 'Two' >/dev/null
doc squash 0 fxgit squash --base HEAD --json
git checkout -q .
git clean -qfd migrations
printf 'revision: aaaaaaaaaaaa\nrevises: []\nmessage: Other\nupgrade: []\ndowngrade: []\n' >migrations/versions/aaaaaaaaaaaa_other.yml
doc restack 0 fxgit restack --base HEAD --json
git clean -qfd migrations
printf 'revision: aaaaaaaaaaaa\nrevises: []\nmessage: Other\nupgrade: []\ndowngrade: []\n' >migrations/versions/aaaaaaaaaaaa_other.yml
doc merge 0 fxgit merge --json
git clean -qfd migrations
sed -i 's/integer/bigint/' migrations/versions/"$age"_*.yml
doc amend 0 fxgit amend "$age" --reason none --json
git checkout -q .
doc delete 0 fxgit delete "$(fxgit new --empty --json | sed -n 's/.*"revision": "\([0-9a-f]*\)".*/\1/p')" --yes --json
doc completion 0 fxgit completion bash --json
doc error 2 fxgit upgrade --json nosuch

# documented NAME: the members that README's table has for it.
documented() {
    sed -n '/^### JSON/,/^### /p' "$FX_SRC/README.md" |
        awk -F'|' -v name="$1" '{ n = split($2, names, ","); for (i = 1; i <= n; i++) {
            gsub(/^ *`|` *$/, "", names[i]); if (names[i] == name) { gsub(/^ +| +$/, "", $3); print $3 } } }'
}

find "$docs" -type f | sed 's|.*/||; s|\.[0-9]*$||' | sort -u >"$T/names"
while read -r name; do
    seen=$(cd "$docs" && python3 "$FX_SRC/tests/e2e/shape.py" "$name".*)
    same "$name --json" "$(documented "$name")" "$seen"
done <"$T/names"
ok 'each document has the members that README gives'
