#!/bin/sh
# The rules of upgrade, downgrade, stamp and consent, and what steps do to rows (DESIGN sections 3, 6 and 10).
. "$(dirname "$0")/lib.sh"

# revision ID 'PARENTS' MESSAGE: its halves on standard input.
revision() {
    {
        printf 'revision: %s\nrevises: [%s]\nmessage: %s\n' "$1" "$2" "$3"
        cat
    } >"migrations/versions/$1_r.yml"
}

# adds ID 'PARENTS' TABLE: a revision that creates a table.
adds() {
    revision "$1" "$2" "Table $3" <<END
upgrade:
- create_table: $3
  columns:
    id: {type: integer, primary_key: true}
    name: {type: string(50), nullable: true}
downgrade:
- drop_table: $3
END
}

commit() {
    git add -A
    git commit -q --no-verify -m "${1:-Work}"
}

bare() { # NAME: a project without entities or hooks
    new_repo "$1"
    new_database
    run 0 fxgit init --no-hooks --database "$DB"
}

chain() { # NAME: three revisions, one after the other
    bare "$1"
    adds aaaaaaaaaaaa '' one
    adds bbbbbbbbbbbb aaaaaaaaaaaa two
    adds cccccccccccc bbbbbbbbbbbb three
    commit 'Three tables'
}

chain walk
run 0 fxgit upgrade +1
same 'after +1' "$(applied)" a
run 0 fxgit upgrade +2
same 'after +2' "$(applied)" abc
run 0 fxgit upgrade
run 0 fxgit downgrade -1
same 'after -1' "$(applied)" ab
run 0 fxgit upgrade head
same 'after head' "$(applied)" abc
run 0 fxgit downgrade --steps 2
same 'after --steps 2' "$(applied)" a
run 0 fxgit upgrade bbbbbbbbbbbb
same 'after REV' "$(applied)" ab
run 0 fxgit upgrade cccc
same 'after the beginning of REV' "$(applied)" abc
run 0 fxgit downgrade aaaaaaaaaaaa
same 'after downgrade REV' "$(applied)" a
run 0 fxgit upgrade heads
run 0 fxgit downgrade bbbbbbbbbbbb^
same 'after REV^' "$(applied)" a
run 1 fxgit downgrade -2
err_has 'cannot undo 2 revisions: only 1 is applied'
run 2 fxgit upgrade +0
run 2 fxgit upgrade dddddddddddd
err_has 'dddddddddddd'
run 0 fxgit upgrade
run 0 fxgit downgrade base
same 'after base' "$(tables)" ''
run 0 fxgit downgrade base
ok 'upgrade and downgrade: +N, REV, head, heads, -N, --steps, REV, REV^, base'

adds dddddddddddd bbbbbbbbbbbb four
commit 'Another head'
run 1 fxgit upgrade head
err_has 'there are 2 heads: cccccccccccc, dddddddddddd'
run 0 fxgit heads
out_has cccccccccccc
out_has dddddddddddd
run 0 fxgit upgrade cccccccccccc
same 'one head' "$(applied)" abc
run 0 fxgit upgrade heads
same 'both' "$(applied)" abcd
run 0 fxgit downgrade bbbbbbbbbbbb
same 'the branches are undone' "$(applied)" ab
run 0 fxgit upgrade
run 0 fxgit downgrade cccccccccccc^
same 'the other branch stays' "$(applied)" abd
ok 'several heads'

chain consent
run 0 fxgit upgrade
before=$(dump)
run 0 fxgit downgrade -1 --dry-run
run 0 fxgit downgrade base --dry-run
run 0 fxgit upgrade --dry-run
same 'the database after --dry-run' "$(dump)" "$before"
db "INSERT INTO three (name) VALUES ('x'), ('y')"
before=$(dump)
run 3 fxgit downgrade -1 --no-input
err_has 'three (2 rows)'
err_has '--yes'
run 3 fxgit downgrade -1
run 0 fxgit downgrade -1 --dry-run
out_has 'three: 2 rows'
same 'the database without consent' "$(dump)" "$before"
run 0 fxgit downgrade -1 --yes --no-backup
same 'after consent' "$(applied)" ab
[ ! -e .git/fxgit/backup ] || fail '--no-backup made a snapshot'
run 0 fxgit downgrade -1 --no-input
same 'an empty table needs none' "$(applied)" a
ok 'consent for downs that destroy rows; --dry-run changes nothing'

adds bbbbbbbbbbbb aaaaaaaaaaaa two
sed -i 's/string(50)/string(60)/' migrations/versions/aaaaaaaaaaaa_r.yml
before=$(dump)
run 1 fxgit upgrade
err_has 'aaaaaaaaaaaa_r.yml:'
err_has "revision aaaaaaaaaaaa is applied to $DB_SHOWN and its upgrade half changed"
same 'the database after the refusal' "$(dump)" "$before"
git checkout -q .
run 0 fxgit upgrade
git rm -q migrations/versions/cccccccccccc_r.yml
git commit -q -m 'An old release'
run 0 fxgit upgrade
err_has cccccccccccc
adds eeeeeeeeeeee bbbbbbbbbbbb five
commit
run 0 fxgit upgrade
err_has cccccccccccc
same 'beside the foreign one' "$(applied)" abce
ok 'an edited revision stops upgrade, a foreign one is named'

chain protected
new_database production.db
cat >>fxgit.yml <<END
targets:
  production:
    url: $DB
    protected: true
END
commit
run 0 fxgit upgrade --target production
run 3 fxgit downgrade -1 --target production --yes --no-input
err_has '--unprotect production'
case $engine in
sqlite) other_name=sqlite:///$PWD/production.db ;;
postgresql) other_name=postgres${DB#postgresql} ;;
mysql) other_name=mariadb${DB#mysql} ;;
esac
run 3 fxgit downgrade -1 --database "$other_name" --yes --no-input
err_has 'unprotect'
run 0 fxgit downgrade -1 --target production --unprotect production --yes
run 0 fxgit upgrade --target production
git rm -q migrations/versions/cccccccccccc_r.yml
adds eeeeeeeeeeee bbbbbbbbbbbb five
commit
run 1 fxgit sync --target production --yes
err_has 'sync only goes forward'
run 1 fxgit upgrade --target production
err_has '--allow-foreign'
run 0 fxgit upgrade --target production --allow-foreign
same 'tables of production' "$(tables)" 'five one three two'
ok 'a protected target'

# drops ID 'PARENTS' 'LOSES': one.name goes.
drops() {
    revision "$1" "$2" 'Drop one.name' <<END
loses: $3
upgrade:
- drop_column: one.name
downgrade:
- add_column: one.name
  type: string(50)
  nullable: true
END
}

chain forward
run 0 fxgit upgrade
db "INSERT INTO one (id, name) VALUES (1, 'Ada'), (2, 'Bob'), (3, NULL)"
drops dddddddddddd cccccccccccc '[one.name]'
commit
case $engine in
sqlite) # a snapshot is kept
    run 3 fxgit upgrade --no-backup
    err_has 'applying dddddddddddd would lose one.name (2 rows)'
    err_has 'fxgit upgrade heads --yes'
    ;;
*)
    run 3 fxgit upgrade
    err_has 'applying dddddddddddd would lose one.name (2 rows)'
    err_has 'loses: {one.name: REASON}'
    run 3 fxgit sync
    err_has 'fxgit sync --yes'
    ;;
esac
same 'columns' "$(columns one)" 'id name'
same 'rows' "$(db 'SELECT count(name) FROM one')" 2
run 0 fxgit upgrade --dry-run
out_has 'loses one.name: 2 rows'
run 0 fxgit upgrade --yes
same 'columns after --yes' "$(columns one)" id
run 0 fxgit downgrade -1
db "UPDATE one SET name = 'Cyd' WHERE id = 1"
drops dddddddddddd cccccccccccc '{one.name: nobody reads it}'
commit
run 0 fxgit upgrade --no-backup
same 'columns after a reason' "$(columns one)" id
run 0 fxgit downgrade -1
drops dddddddddddd cccccccccccc '{one.name: }'
commit
run 0 fxgit upgrade --no-backup
ok 'what an upgrade loses needs a yes or a reason; without rows, nothing'

chain forward_protected
cat >>fxgit.yml <<END
targets:
  production:
    url: $DB
    protected: true
END
commit
run 0 fxgit upgrade --target production
db "INSERT INTO one (id, name) VALUES (1, 'Ada')"
drops dddddddddddd cccccccccccc '[one.name]'
commit
run 3 fxgit upgrade --target production --yes
err_has 'production is protected: applying dddddddddddd would lose one.name (1 row)'
err_has '--yes --unprotect production'
run 3 fxgit sync --target production --yes
run 3 fxgit upgrade --target production --unprotect production
err_has 'fxgit upgrade heads --target production --unprotect production --yes'
same 'columns' "$(columns one)" 'id name'
drops dddddddddddd cccccccccccc '{one: nobody reads it}'
commit
run 3 fxgit upgrade --target production --yes
err_has 'production is protected'
run 0 fxgit upgrade --target production --unprotect production
same 'columns after a reason' "$(columns one)" id
run 3 fxgit downgrade -1 --target production --yes
ok 'a protected target loses nothing without its own flag, forwards either'

chain forward_sql
run 0 fxgit upgrade
db "INSERT INTO one (id, name) VALUES (1, 'Ada'), (2, 'Bob'), (3, NULL)"
revision dddddddddddd cccccccccccc 'SQL' <<'END'
upgrade:
- execute: DELETE FROM one
  state: []
downgrade: []
END
commit
case $engine in
sqlite) run 3 fxgit upgrade --no-backup ;;
*) run 3 fxgit sync ;;
esac
err_has 'would lose one (3 rows)'
same 'rows' "$(db 'SELECT count(*) FROM one')" 3
run 0 fxgit upgrade --yes
same 'rows after' "$(db 'SELECT count(*) FROM one')" 0
ok 'rows that raw SQL deletes on the way forwards'

# What is counted is what would change.
bare counted
revision aaaaaaaaaaaa '' 'Narrow' <<'END'
upgrade:
- create_table: t
  columns:
    id: {type: integer, primary_key: true}
    name: {type: string(100), nullable: true}
    n: {type: integer, nullable: true}
    price: {type: "numeric(6,1)", nullable: true}
    mood: {type: "enum(calm,wild)", nullable: true}
    code: {type: integer, nullable: true}
    ratio: {type: integer, nullable: true}
    flag: {type: boolean, nullable: true}
    day: {type: date, nullable: true}
    doc: {type: json, nullable: true}
downgrade:
- drop_table: t
END
revision bbbbbbbbbbbb aaaaaaaaaaaa 'Wide' <<'END'
upgrade:
- {alter_column: t.name, type: string(200)}
- {alter_column: t.n, type: bigint}
- {alter_column: t.price, type: "numeric(9,3)"}
- {alter_column: t.mood, type: "enum(calm,wild,odd)"}
- {alter_column: t.code, type: text}
- {alter_column: t.ratio, type: double}
- {alter_column: t.flag, type: smallint}
- {alter_column: t.day, type: timestamp}
downgrade:
- {alter_column: t.name, type: string(100)}
- {alter_column: t.n, type: integer}
- {alter_column: t.price, type: "numeric(6,1)"}
- {alter_column: t.mood, type: "enum(calm,wild)"}
- {alter_column: t.code, type: integer}
- {alter_column: t.ratio, type: integer}
- {alter_column: t.flag, type: boolean}
- {alter_column: t.day, type: date}
END
commit
run 0 fxgit upgrade
db "INSERT INTO t (id, name, n, price, mood, code, ratio, flag, day, doc)
    VALUES (1, 'Ada', 5, 12.5, 'wild', '42', 3, 1, '2026-01-02 00:00:00', '{}'),
           (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"
t_rows() { db 'SELECT id, name, n, mood, code FROM t ORDER BY id'; }
before=$(t_rows)
run 0 fxgit downgrade -1 --no-input
same 'rows that fit' "$(t_rows)" "$before"
run 0 fxgit upgrade --no-input
same 'rows that fit, again' "$(t_rows)" "$before"
hundred=$(printf '%0101d' 0)
db "INSERT INTO t (id, name) VALUES (3, '$hundred'), (4, '$hundred')"
db "INSERT INTO t (id, n) VALUES (5, 3000000000)"
db "INSERT INTO t (id, price) VALUES (6, 1.25), (7, 123456.5), (8, 99999.9)"
db "INSERT INTO t (id, mood) VALUES (9, 'odd')"
db "INSERT INTO t (id, code) VALUES (10, '007'), (11, 'x'), (12, '-3')"
db "INSERT INTO t (id, ratio) VALUES (13, 1.5), (14, 2)"
db "INSERT INTO t (id, flag) VALUES (15, 2), (16, 0)"
db "INSERT INTO t (id, day) VALUES (17, '2026-01-02 03:04:05')"
before=$(t_rows)
run 1 fxgit downgrade -1 --yes
err_has '1 row of t has a value in mood that does not fit enum(calm,wild) (id 9)'
same 'rows' "$(t_rows)" "$before"
case $engine in
sqlite)
    db 'DELETE FROM t WHERE id = 9'
    set -- 'name: 2 rows' 'n: 1 row' 'price: 2 rows' 'code: 2 rows'
    ;;
*)
    db 'DELETE FROM t WHERE id IN (3, 4, 5, 7, 9, 11)'
    set -- 'price: 1 row' 'code: 1 row'
    ;;
esac
before=$(t_rows)
run 0 fxgit downgrade -1 --dry-run
for what in "$@" 'ratio: 1 row' 'flag: 1 row' 'day: 1 row'; do
    out_has "loses t.$what"
done
run 3 fxgit downgrade -1 --no-input
same 'rows' "$(t_rows)" "$before"
db 'DELETE FROM t WHERE id > 2'
run 0 fxgit downgrade -1 --no-input

revision cccccccccccc aaaaaaaaaaaa 'An expression, and what nobody knows' <<'END'
upgrade:
- {alter_column: t.name, type: string(10), using: "trim(name)"}
- {alter_column: t.doc, type: text}
downgrade:
- {alter_column: t.name, type: string(100)}
- {alter_column: t.doc, type: json}
END
git rm -q -f migrations/versions/bbbbbbbbbbbb_r.yml
commit
db "INSERT INTO t (id, name) VALUES (3, ' Bob ')"
run 0 fxgit upgrade --dry-run
out_has 'loses t.name: 1 row'
out_lacks 'loses t.doc'
db 'DELETE FROM t WHERE id = 3'
case $engine in
sqlite) run 0 fxgit upgrade --no-input --no-backup ;;
*) run 0 fxgit upgrade --no-input ;;
esac
revision dddddddddddd cccccccccccc 'Rows that raw SQL picks' <<'END'
upgrade:
- execute: DELETE FROM t WHERE id > 100 AND name IS NOT NULL
- execute: DELETE FROM t WHERE id < 2
downgrade: []
END
commit
run 0 fxgit upgrade --dry-run
out_has 'loses table t: 2 rows'
revision dddddddddddd cccccccccccc 'Rows that raw SQL picks' <<'END'
upgrade:
- execute: DELETE FROM t WHERE id > 100 AND name IS NOT NULL
downgrade: []
END
commit
run 0 fxgit upgrade --no-input
same 'rows at the end' "$(db 'SELECT count(*) FROM t')" 2
ok 'rows are counted that would change, and no others'

# What the rows do not let is told before anything runs.
bare rows_refuse
revision aaaaaaaaaaaa '' 'Two tables' <<'END'
upgrade:
- create_table: other
  columns:
    id: {type: integer, primary_key: true}
- create_table: t
  columns:
    id: {type: integer, primary_key: true}
    name: {type: string(100), nullable: true}
    mood: {type: "enum(calm,wild)", nullable: true}
    n: {type: bigint, nullable: true}
    other_id: {type: integer, nullable: true}
downgrade:
- drop_table: t
- drop_table: other
END
commit
run 0 fxgit upgrade
db "INSERT INTO t (id, name, mood, n, other_id) VALUES (1, 'Ada', 'calm', 1, 7), (2, 'Bob', 'wild', 2, NULL),
    (3, NULL, NULL, 3, 8), (4, 'Ada', 'calm', NULL, NULL), (5, NULL, 'wild', 3000000000, 9), (6, NULL, NULL, NULL, 7), (7, NULL, NULL, NULL, NULL)"
before=$(dump)
refuses() { # STEP TEXT...: upgrade, sync, and a dry run, with and without --yes
    revision bbbbbbbbbbbb aaaaaaaaaaaa 'Next' <<END2
upgrade:
- $1
irreversible: not asked
END2
    shift
    commit
    # shellcheck disable=SC2086 # words
    for command in 'upgrade --yes' 'upgrade --dry-run' 'sync --yes'; do
        run 1 fxgit $command
        err_has 'bbbbbbbbbbbb_r.yml:5: bbbbbbbbbbbb cannot be applied: '
        for text; do
            err_has "$text"
        done
    done
    same 'the database' "$(dump)" "$before"
}
refuses '{alter_column: t.name, nullable: false}' '4 rows of t have NULL in name' '(id 3, 5, 6, ...)' 'fill:'
refuses '{alter_column: t.mood, type: "enum(calm)"}' '2 rows of t have a value in mood' '(id 2, 5)' 'using:'
refuses '{add_column: t.more, type: integer}' '7 rows of t have no value for more' 'fill:'
refuses '{create_unique_constraint: t.uq_t_name, columns: [name]}' '1 value of name stands in several rows of t' '(id 1 and 4)'
refuses '{create_foreign_key: t.fk_t_other, columns: [other_id], references: other.id}' \
    '4 rows of t have a value in other_id that other does not have' '(id 1, 3, 5, ...)'
refuses '{create_check_constraint: t.ck_t_n, sql: n < 3}' '2 rows of t have values that the check ck_t_n refuses' '(id 3, 5)'
refuses '{create_index: t.ux, columns: [name], unique: true}' '1 value of name'
if [ "$engine" != sqlite ]; then
    refuses '{alter_column: t.name, type: string(2)}' '3 rows of t have a value in name that does not fit string(2)' 'using:'
    refuses '{alter_column: t.n, type: integer}' '1 row of t has a value in n' '(id 5)'
fi
[ "$engine" = mysql ] || refuses "{create_index: t.ux, columns: [name], unique: true, where: \"mood = 'calm'\"}" '1 value of name'
db "UPDATE t SET name = 'ada' WHERE id = 4"
before=$(dump)
[ "$engine" != mysql ] || refuses '{create_index: t.ux, columns: [name], unique: true}' '1 value of name'
case $engine in
sqlite | postgresql)
    refuses '{create_index: t.ux, columns: [{sql: lower(name)}], unique: true}' '1 value of lower(name)'
    ;;
esac
db "UPDATE t SET name = 'Eve' WHERE id = 4"
revision bbbbbbbbbbbb aaaaaaaaaaaa 'What the plan itself sees to' <<'END'
upgrade:
- execute: UPDATE t SET name = concat('row ', id) WHERE name IS NULL
- {alter_column: t.name, nullable: false}
- {alter_column: t.n, nullable: false, fill: 0}
- {create_unique_constraint: t.uq_t_name, columns: [name]}
irreversible: not asked
END
[ "$engine" != sqlite ] || sed -i "s/concat('row ', id)/'row ' || id/" migrations/versions/bbbbbbbbbbbb_r.yml
commit
run 0 fxgit upgrade --no-input
same 'rows' "$(db 'SELECT count(name), count(n) FROM t')" '7|7'
ok 'rows that a step cannot take are told before anything runs, with their keys'

chain stamp
case $engine in
sqlite) db 'CREATE TABLE one (id INTEGER PRIMARY KEY NOT NULL, name VARCHAR(50))' ;;
postgresql) db 'CREATE TABLE one (id INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name VARCHAR(50))' ;;
mysql) db 'CREATE TABLE one (id INTEGER AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50))' ;;
esac
run 1 fxgit upgrade
err_has "table one is in $DB_SHOWN already"
run 0 fxgit stamp aaaaaaaaaaaa --dry-run
run 1 fxgit stamp bbbbbbbbbbbb
err_has 'two'
run 0 fxgit stamp aaaaaaaaaaaa
same 'stamped' "$(applied)" a
run 0 fxgit upgrade
same 'the rest' "$(applied)" abc
run 0 fxgit downgrade aaaaaaaaaaaa
run 3 fxgit downgrade base --no-input
err_has 'stamped'
run 0 fxgit downgrade base --yes
run 0 fxgit stamp cccccccccccc --force
same 'with --force' "$(applied)" abc
same 'no table was made' "$(tables)" ''
ok 'stamp'

chain script
run 0 fxgit upgrade --sql
cp "$T/out" plan.sql
same 'tables, when a script is printed' "$(tables)" ''
db_run plan.sql || fail 'the script does not run'
scripted=$(dump schema)
run 0 fxgit status
out_has 'in sync'
run 0 fxgit drift
rm -f app.db
new_database
run 0 fxgit upgrade --database "$DB"
same 'the schema by script' "$(dump schema)" "$scripted"
run 0 fxgit downgrade base --sql --database "$DB"
db_run "$T/out" || fail 'the script down does not run'
same 'tables after the script down' "$(tables)" ''
ok 'the script does what the run does'

chain irreversible
revision cccccccccccc bbbbbbbbbbbb 'No way back' <<'END'
upgrade:
- add_column: two.age
  type: integer
  nullable: true
irreversible: the former values are gone
END
commit
run 0 fxgit upgrade
before=$(dump)
run 1 fxgit downgrade base --yes
err_has 'revision cccccccccccc cannot be undone: the former values are gone'
same 'the database' "$(dump)" "$before"
ok 'an irreversible revision is refused before anything ran'

chain failing
revision cccccccccccc bbbbbbbbbbbb 'Fails' <<'END'
upgrade:
- create_table: three
  columns:
    id: {type: integer, primary_key: true}
- execute: INSERT INTO nowhere VALUES (1)
downgrade:
- drop_table: three
END
commit
run 0 fxgit current
run 6 fxgit upgrade
err_has 'cccccccccccc'
err_has 'cccccccccccc_r.yml:8: '
err_has 'failed at execute'
err_has 'INSERT INTO nowhere VALUES (1)'
case $engine in
sqlite) err_has 'no such table: nowhere' ;;
postgresql) err_has 'relation "nowhere" does not exist' ;;
mysql) err_has ".nowhere' doesn't exist" ;;
esac
if [ "$engine" = mysql ]; then # each statement is for good
    err_has 'fxgit resume --back'
    same 'tables after the failure' "$(tables)" 'one three two'
    run 0 fxgit status
    out_has 'half-way  cccccccccccc, upgrade:'
    run 0 fxgit resume --back --yes
    same 'tables after going back' "$(tables)" 'one two'
    run 6 fxgit upgrade
else
    err_has 'nothing was changed'
    same 'tables after the failure' "$(tables)" ''
fi
sed -i '/nowhere/d' migrations/versions/cccccccccccc_r.yml
commit
case $engine in
mysql) run 0 fxgit resume ;;
*) run 0 fxgit upgrade ;;
esac
same 'the next run' "$(applied)" abc
run 0 fxgit drift
ok 'a failing statement is named in full, and leaves nothing or what can be resumed'

# The scenarios of an ORM's manual, on a table with rows.
user() { # further columns and lists
    {
        printf 'table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n'
        cat
    } | write entities/user.yml
}

rows() {
    db 'SELECT id, name FROM "user" ORDER BY id'
}

new_repo scenarios
new_database
run 0 fxgit init --database "$DB"
user <<'END'
  name: string(100)
  email: {type: string(255), nullable: true}
END
commit_entities() { # MESSAGE [--yes]
    git add -A
    run 0 git commit -m "$1"
    clean
    run 0 fxgit upgrade ${2:+"$2"}
}
commit_entities 'Users'
db "INSERT INTO \"user\" (name, email) VALUES ('Ada', 'a@example.org'), ('Bob', NULL)"
people=$(rows)

# there_and_back NAME 'COLUMNS AFTER' 'COLUMNS BEFORE' [--yes]
there_and_back() {
    commit_entities "$1" "${4:-}"
    same "columns after: $1" "$(columns user)" "$2"
    same "rows after: $1" "$(rows)" "$people"
    run 0 fxgit downgrade -1 --yes
    same "columns undone: $1" "$(columns user)" "$3"
    same "rows undone: $1" "$(rows)" "$people"
    run 0 fxgit upgrade ${4:+"$4"}
    run 0 fxgit status
    out_has 'in sync'
    run 0 fxgit check
    ok "$1, and back"
}

user <<'END'
  name: string(100)
  email: {type: string(255), nullable: true}
  age: integer
END
git add -A
run 1 git commit -m 'Age without a value'
err_has 'entities/user.yml:6: '
err_has 'column user.age is NOT NULL'
err_has 'fill: 0'
run 1 fxgit new -m 'Age'
err_has 'column user.age is NOT NULL'
user <<'END'
  name: string(100)
  email: {type: string(255), nullable: true}
  age: {type: integer, fill: 0}
END
there_and_back 'a column that is NOT NULL is added' 'id name email age' 'id name email'
same 'ages' "$(db 'SELECT sum(age), count(age) FROM "user"')" '0|2'
db "INSERT INTO \"user\" (name) VALUES ('Eve')" 2>"$T/err" && fail 'age may be NULL'

user <<'END'
  name: string(100)
  email: {type: string(255), nullable: true}
END
there_and_back 'a column is removed' 'id name email' 'id name email age' --yes

user <<'END'
  name: string(100)
  mail: {type: string(255), nullable: true}
END
git add -A
run 1 git commit -m 'Guess'
err_has 'was column user.email renamed to mail, or dropped?'
err_has 'renamed_from: email'
user <<'END'
  name: string(100)
  mail: {type: string(255), nullable: true, renamed_from: email}
END
there_and_back 'a column is renamed' 'id name mail' 'id name email'
same 'the renamed values' "$(db 'SELECT mail FROM "user" WHERE id = 1')" a@example.org

user <<'END'
  name: {type: string(100), index: true}
  mail: {type: string(255), nullable: true}
END
there_and_back 'an index is added' 'id name mail' 'id name mail'
case " $(indexes user) " in *' ix_user_name '*) ;; *) fail "indexes: $(indexes user)" ;; esac

user <<'END'
  name: {type: string(100), index: true}
  email: {type: string(255), nullable: true, unique: true, renamed_from: mail}
END
there_and_back 'a unique column' 'id name email' 'id name mail'
grep -q 'create_unique_constraint: user.uq_user_email' migrations/versions/*.yml ||
    fail 'the constraint is not named uq_user_email'
db "INSERT INTO \"user\" (name, email, id) VALUES ('Eve', 'a@example.org', 9)" 2>"$T/err" && fail 'the email is not unique'

write entities/team.yml <<'END'
table: team
columns:
  id: {type: integer, primary_key: true}
  title: string(50)
END
user <<'END'
  name: {type: string(100), index: true}
  email: {type: string(255), nullable: true, unique: true}
  team_id: {type: integer, nullable: true, references: team.id, on_delete: set null}
END
there_and_back 'a table and a foreign key' 'id name email team_id' 'id name email'
same 'foreign keys' "$(references user)" 'team|SET NULL'

bare execute
adds aaaaaaaaaaaa '' one
revision bbbbbbbbbbbb aaaaaaaaaaaa 'Data' <<'END'
upgrade:
- bulk_insert: one
  columns: [id, name]
  rows:
  - [1, Ada]
  - [2, "it's"]
  - [3, ~]
- execute: UPDATE one SET name = upper(name) WHERE id = 1; DELETE FROM one WHERE id = 3
downgrade:
- execute: DELETE FROM one WHERE id IN (1, 2)
  state: []
END
revision cccccccccccc bbbbbbbbbbbb 'DDL' <<'END'
upgrade:
- execute: ALTER TABLE one ADD COLUMN age INTEGER
  state:
  - add_column: one.age
    type: integer
    nullable: true
downgrade:
- drop_column: one.age
END
commit
run 0 fxgit upgrade
same 'rows' "$(db 'SELECT id, name FROM one ORDER BY id')" "$(printf "1|ADA\n2|it's")"
same 'age' "$(db 'SELECT count(age) FROM one')" 0
run 0 fxgit downgrade aaaaaaaaaaaa --yes
same 'rows after undoing' "$(db 'SELECT count(*) FROM one')" 0
ok 'bulk_insert, execute with and without state'

write migrations/versions/eeeeeeeeeeee_note.sql <<'REVISION'
-- fxgit:revision eeeeeeeeeeee
-- fxgit:revises cccccccccccc
-- fxgit:message A note
-- fxgit:upgrade
CREATE TABLE note (id VARCHAR(10) NOT NULL PRIMARY KEY, body TEXT); -- ; here too
INSERT INTO note VALUES ('a;b', 'it''s;');
-- fxgit:state
-- - create_table: note
--   columns:
--     id: {type: string(10), primary_key: true}
--     body: {type: text, nullable: true}
-- fxgit:downgrade
DROP TABLE note;
-- fxgit:state
-- - drop_table: note
REVISION
write entities/one.yml <<'END'
table: one
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(50), nullable: true}
  age: {type: integer, nullable: true}
END
write entities/note.yml <<'END'
table: note
columns:
  id: {type: string(10), primary_key: true}
  body: {type: text, nullable: true}
END
commit
run 0 fxgit upgrade
run 0 fxgit check
run 0 fxgit drift
same 'the note' "$(db 'SELECT id, body FROM note')" "a;b|it's;"
run 0 fxgit status
out_has 'in sync'
run 0 fxgit downgrade -1 --yes
same 'tables' "$(tables)" one
run 0 fxgit new --sql -m 'By hand'
ls migrations/versions/*_by_hand.sql >"$T/out" || fail 'new --sql wrote no file'
ok 'a revision in SQL'

bare told
fxgit hooks install >/dev/null
for table in keep big; do
    printf 'table: %s\ncolumns:\n  id: {type: integer, primary_key: true}\n  body: {type: text, nullable: true}\n  size: {type: bigint, nullable: true}\n' \
        $table >entities/$table.yml
done
git add -A
git commit -q -m 'Tables'
run 0 fxgit upgrade
db "INSERT INTO keep (id, body, size) VALUES (1, 'a', 1), (2, 'b', NULL), (3, NULL, NULL)"
db "INSERT INTO big (id) VALUES (1)"
sed -i '/body/d; s/bigint/smallint/; $a dropped: [body]' entities/keep.yml
rm entities/big.yml
git add -A
run 0 git commit -q -m 'Less'
err_has 'loses keep.body: 2 rows here'
err_has 'loses big: 1 row here'
err_lacks 'loses keep.size'
printf 'table: keep\ncolumns:\n  id: {type: integer, primary_key: true}\ndropped: [body, size]\n' >entities/keep.yml
git add -A
run 0 git -c core.hooksPath=/dev/null commit -q -m 'Least'
run 0 fxgit new --database "$DB-nowhere"
err_has 'loses keep.size'
err_lacks 'rows here'
ok 'who writes a revision is told what it loses, with the rows that are there'
