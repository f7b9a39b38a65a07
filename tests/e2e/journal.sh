#!/bin/sh
# MySQL and MariaDB carry out each statement for good: a connection that is cut after each of them,
# a client that is killed, a statement that fails. The database is at the old or the new state, or
# `status` says what is half-way, and `resume` and `resume --back` both end where the model says.
FX_ENGINE=mysql
. "$(dirname "$0")/lib.sh"

new_repo
new_database
direct=$DB
run 0 fxgit init --no-hooks --database "$direct"
echo 'alembic_version: true' >>fxgit.yml
write entities/city.yml <<'END'
table: city
columns:
  id: {type: integer, primary_key: true}
  name: string(40)
END
write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(40)
  city_id: {type: integer, nullable: true, references: city.id}
  kind: {type: "enum(1,2)", default: 1}
  n: {type: integer, default: 0}
END
write entities/seen.yml <<'END'
view: seen
sql: CREATE VIEW seen AS SELECT id, name FROM `user`
END
run 0 fxgit new -m Birth
rows="INSERT INTO city (name) VALUES ('Rome'), ('Oslo'); INSERT INTO \"user\" (name, city_id, kind) VALUES ('Ada', 1, '1'), ('Bob', 2, '2')"
write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  title: {type: string(60), renamed_from: name}
  city_id: {type: bigint, nullable: true, references: city.id, on_delete: cascade}
  kind: {type: integer, default: 1}
  n: {type: boolean, default: false}
  slug: {type: string(60), unique: true, fill: {sql: "concat('u', id)"}}
checks:
- {name: ck_kind, sql: "kind > 0"}
comment: who is here
END
write entities/seen.yml <<'END'
view: seen
sql: CREATE VIEW seen AS SELECT id, title FROM `user`
END
write entities/log.yml <<'END'
trigger: user.log
sql: CREATE TRIGGER log BEFORE INSERT ON `user` FOR EACH ROW BEGIN SET @a = new.title; SET @b = 1; END
END
sed -i 's/id: {type: integer, primary_key/id: {type: bigint, primary_key/' entities/city.yml
write entities/tag.yml <<'END'
table: tag
columns:
  id: {type: integer, primary_key: true}
  user_id: {type: integer, references: user.id}
END
run 0 fxgit new -m Change
second=$(fxgit heads | cut -d' ' -f1)
file=$(find migrations/versions -name "$second*")
# rows of its own, and SQL in the author's words
sed -i "s/^downgrade:/- bulk_insert: city\n  columns: [name]\n  rows:\n  - [Bonn]\n- execute: UPDATE city SET name = concat(name, '!') WHERE name = 'Bonn'\n  state: []\n&\n- execute: DELETE FROM city WHERE name LIKE 'Bonn%'\n  state: []/" "$file"

run 0 fxgit upgrade +1
db "$rows"
run 0 fxgit upgrade -v --yes
statements=$(grep -c ';$' "$T/err")
[ "$statements" -ge 10 ] || fail "only $statements statements"
run 0 fxgit drift
same 'values' "$(db 'SELECT title, city_id, kind, n, slug FROM "user" ORDER BY id')" 'Ada|1|1|0|u1
Bob|2|2|0|u2'
same 'city' "$(db "SELECT name FROM city WHERE name LIKE 'Bonn%'")" 'Bonn!'
run 0 fxgit downgrade -1 --yes
db "DELETE FROM city WHERE name LIKE 'Bonn%'"
run 0 fxgit drift
same 'values' "$(db 'SELECT name, city_id, kind, n FROM "user" ORDER BY id')" 'Ada|1|1|0
Bob|2|2|0'
run 0 fxgit check --prove
ok "a revision of $statements statements, there and back"

# --- a statement that fails
db "INSERT INTO \"user\" (name, kind) VALUES ('Eve', '2')"
sed -i 's/sql: kind > 0/sql: kind < 2/' "$file"
run 6 fxgit upgrade --yes
err_has "applying $second failed at"
err_has 'ck_kind'
err_has 'are done and stay'
err_has 'fxgit resume --back'
run 0 fxgit status
out_has "half-way  $second, upgrade:"
out_has 'it failed:'
run 0 fxgit status --json
out_has '"half_way": {'
run 1 fxgit upgrade
err_has "revision $second is half-way in"
run 1 fxgit downgrade -1
run 1 fxgit sync
run 6 fxgit resume
sed -i 's/rename: title/rename: titel/' "$file"
run 1 fxgit resume
sed -i 's/rename: titel/rename: title/; s/sql: kind < 2/sql: kind > 0/' "$file"
run 0 fxgit resume
out_has "$second is done"
run 0 fxgit status
out_has 'in sync'
run 0 fxgit drift
run 0 fxgit resume
out_has 'nothing is half-way'
run 0 fxgit downgrade -1 --yes
ok 'what failed is corrected, and goes on'

sed -i 's/sql: kind > 0/sql: kind < 2/' "$file"
run 6 fxgit upgrade --yes
# what the other revisions give is known from the files, else from an undamaged ledger, else nothing ends
first=$(grep -L "^revision: $second" migrations/versions/*.yml)
cp "$first" "$T/first"
sed -i 's/string(40)/string(41)/' "$first"
db "UPDATE fxgit_text SET text = concat(text, '#') WHERE hash = (SELECT text_hash FROM fxgit_ledger)"
run 1 fxgit resume --back --yes
err_has 'does not match its hash'
run 0 fxgit status
out_has "half-way  $second, upgrade:"
cp "$T/first" "$first"
run 0 fxgit resume --back --yes
out_has "is as it was before $second"
db "UPDATE fxgit_text SET text = left(text, char_length(text) - 1) WHERE hash = (SELECT text_hash FROM fxgit_ledger)"
run 0 fxgit status
out_lacks half-way
run 0 fxgit drift
same 'values' "$(db 'SELECT name, city_id, kind, n FROM "user" ORDER BY id')" 'Ada|1|1|0
Bob|2|2|0
Eve|NULL|2|0'
sed -i 's/sql: kind < 2/sql: kind > 0/' "$file"
ok 'or back, and rows are as they were'

# --- the first statement fails: nothing was done, and nothing is half-way
write migrations/versions/aaaaaaaaaaaa_first.yml <<END
revision: aaaaaaaaaaaa
revises: [$second]
message: First
upgrade:
- execute: UPDATE nowhere SET a = 1
  state: []
downgrade: []
END
run 6 fxgit upgrade --yes
err_has 'nothing of aaaaaaaaaaaa was done'
err_has '1 of 2 revisions are done and stay'
run 0 fxgit status
out_lacks half-way
rm migrations/versions/aaaaaaaaaaaa_first.yml
db "DELETE FROM city WHERE name LIKE 'Bonn%'"
run 0 fxgit downgrade -1 --yes
ok 'a first statement that fails leaves nothing half-way'

# --- cut after each statement; then on, or back
port=${direct#*@}
port=${port#*:}
port=${port%%/*}
cut_at() { # N COMMAND...
    after=$1
    shift
    : >"$T/port"
    python3 "$FX_SRC/tests/e2e/proxy.py" mysql "$port" "$after" >"$T/port" &
    proxy=$!
    timeout 10 sh -c "until [ -s \"$T/port\" ]; do :; done" || fail "no proxy"
    through=$(echo "$direct" | sed "s/:$port/:$(head -n 1 "$T/port")/")
    status=0
    timeout 60 fxgit "$@" --database "$through" >"$T/out" 2>"$T/err" || status=$?
    kill "$proxy"
    wait "$proxy" 2>/dev/null || :
}

half=0
new=0
settle() { # WHAT N: to one side or the other
    same "$1: alembic_version" "$(db "SELECT count(*) FROM alembic_version WHERE version_num = (
        SELECT revision FROM fxgit_ledger ORDER BY seq DESC LIMIT 1)")" 1
    fxgit status >"$T/status" 2>&1 || fail "$1: no status: $(cat "$T/status")"
    if grep -q half-way "$T/status"; then
        half=$((half + 1))
        if [ $(($2 % 2)) = 0 ]; then
            run 0 fxgit resume --lock-timeout 20
        else
            run 0 fxgit resume --back --yes --lock-timeout 20
        fi
    elif fxgit current | grep -q "$second"; then
        new=$((new + 1))
    fi
    run 0 fxgit status
    out_lacks half-way
    same "$1: alembic_version" "$(db 'SELECT version_num FROM alembic_version')" "$(fxgit current | cut -d' ' -f1)"
    run 0 fxgit drift
    same "$1: rows" "$(db 'SELECT id, city_id, kind FROM "user" ORDER BY id')" '1|1|1
2|2|2
3|NULL|2'
}

cuts=0
at=1
status=6
while [ "$status" != 0 ]; do
    cut_at "$at" upgrade --yes
    case $status in
    0) ;;
    6) cuts=$((cuts + 1)) ;;
    *) fail "cut after $at: status $status: $(cat "$T/err")" ;;
    esac
    whole=$status
    settle "upgrade, cut after $at" "$((at / 2))"
    run 0 fxgit upgrade --yes --lock-timeout 20
    run 0 fxgit drift
    db "DELETE FROM city WHERE name LIKE 'Bonn%'"
    if [ $((at % 3)) = 0 ]; then
        cut_at "$at" downgrade -1 --yes
        settle "downgrade, cut after $at" "$((at / 2))"
        run 0 fxgit upgrade --yes --lock-timeout 20
        db "DELETE FROM city WHERE name LIKE 'Bonn%'"
    fi
    status=$whole
    run 0 fxgit downgrade -1 --yes --lock-timeout 20
    at=$((at + ${FX_STRIDE:-3}))
done
[ "$cuts" -ge "${FX_LEAST:-20}" ] || fail "only $cuts cuts"
[ "$half" -ge "${FX_LEAST:-5}" ] || fail "only $half were half-way"
ok "$cuts cuts: old or new, or resumed ($half times)"

half=0
new=0
for n in $(seq 1 "${FX_KILLS:-20}"); do
    fxgit upgrade --yes >/dev/null 2>&1 &
    victim=$!
    perl -e 'select(undef, undef, undef, rand(0.2))'
    kill -9 "$victim" 2>/dev/null || :
    wait "$victim" 2>/dev/null || :
    settle "kill $n" "$n"
    run 0 fxgit upgrade --yes --lock-timeout 20
    db "DELETE FROM city WHERE name LIKE 'Bonn%'"
    run 0 fxgit downgrade -1 --yes
done
ok "${FX_KILLS:-20} kills: old or new ($new times), or resumed ($half times)"
