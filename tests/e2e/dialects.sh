#!/bin/sh
# One project, several engines: what one of them cannot do is refused where it is written.
. "$(dirname "$0")/lib.sh"

new_repo
run 0 fxgit init --no-hooks --database sqlite:///app.db
echo 'dialects: [sqlite, postgresql]' >>fxgit.yml
write entities/app.yml <<'END'
table: app.item
columns:
  id: {type: integer, primary_key: true}
END
run 4 fxgit new -m Items
err_has 'SQLite has no schemas'
err_has 'for sqlite'
err_has 'dialects:'
[ -z "$(ls migrations/versions)" ] || fail 'a revision was written'
write entities/app.yml <<END
table: $(printf 'a%.0s' $(seq 1 70))
columns:
  id: {type: integer, primary_key: true}
END
run 4 fxgit new -m Long
err_has 'PostgreSQL would cut it to 63'
err_has 'for postgresql'
write entities/app.yml <<'END'
table: item
columns:
  id: {type: integer, primary_key: true}
  state: {type: "enum(a,b)", default: a}
  data: {type: json, nullable: true, postgresql: jsonb}
END
run 0 fxgit new -m Items
ok 'new refuses what one dialect cannot do'

write migrations/versions/aaaaaaaaaaaa_one.yml <<END
revision: aaaaaaaaaaaa
revises: [$(fxgit heads | cut -d' ' -f1)]
message: One
upgrade:
- execute: {sqlite: SELECT 1}
  state: []
downgrade: []
END
git add -A
git commit -qm Items
run 1 fxgit check
out_has 'aaaaaaaaaaaa_one.yml:5: refused: '
out_has 'for postgresql'
out_has 'postgresql: []'
sed -i 's/{sqlite: SELECT 1}/{sqlite: SELECT 1, postgresql: []}/' migrations/versions/aaaaaaaaaaaa_one.yml
git commit -qam 'Both' && run 0 fxgit check
ok 'check refuses what one dialect cannot do'

run 0 fxgit upgrade
run 0 fxgit drift
engine=postgresql
new_database
run 0 fxgit upgrade --database "$DB"
run 0 fxgit drift --database "$DB"
run 0 fxgit downgrade base --yes --database "$DB"
ok 'the same revisions run on SQLite and PostgreSQL'

# --- one text for all three, there and back with rows
new_repo three
run 0 fxgit init --no-hooks --database sqlite:///app.db
echo 'dialects: [sqlite, postgresql, mysql]' >>fxgit.yml
write entities/city.yml <<'END'
table: city
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(40), unique: true}
END
write entities/order.yml <<'END'
table: order
columns:
  id: {type: integer, primary_key: true}
  group: {type: integer, default: 1}
  price: {type: "numeric(10,2)", default: 0}
  city_id: {type: integer, references: city.id, index: true}
checks:
- {name: ck_group, sql: '"group" > 0'}
END
run 0 fxgit new -m Orders
write entities/order.yml <<'END'
table: order
columns:
  id: {type: integer, primary_key: true}
  kind: {type: bigint, default: 2, renamed_from: group}
  price: {type: "numeric(12,2)", default: 0}
  city_id: {type: integer, references: city.id, on_delete: cascade, index: true}
  slug: {type: string(80), fill: {sql: {mysql: "concat('o', id)", sqlite: "'o' || id", postgresql: "'o' || id"}}, unique: true}
  state: {type: "enum(new,done)", default: new}
  at: {type: timestamptz, default: {now: true}, nullable: true}
  twice: {type: integer, nullable: true, generated: {sql: kind * 2, stored: true}}
checks:
- {name: ck_group, sql: 'kind > 0'}
END
run 0 fxgit new -m More
git add -A && git commit -qm Three
for engine in sqlite postgresql mysql; do
    new_database
    url=$DB
    run 0 fxgit upgrade +1 --database "$url"
    db "INSERT INTO city (name) VALUES ('Rome')"
    db "INSERT INTO \"order\" (\"group\", price, city_id) VALUES (3, 1.5, 1), (4, 2, 1)"
    run 0 fxgit upgrade --database "$url"
    run 0 fxgit drift --database "$url"
    same "$engine" "$(db 'SELECT kind, slug, state, twice FROM "order" ORDER BY id')" '3|o1|new|6
4|o2|new|8'
    run 0 fxgit downgrade -1 --yes --database "$url"
    run 0 fxgit drift --database "$url"
    same "$engine" "$(db 'SELECT "group" FROM "order" ORDER BY id')" '3
4'
    run 0 fxgit upgrade --database "$url"
    run 0 fxgit drift --database "$url"
done
ok 'the same revisions on three engines'

# --- what only an engine that is not the project's would get is no change
new_repo others
run 0 fxgit init --database sqlite:///app.db
echo 'dialects: [sqlite, postgresql]' >>fxgit.yml
write entities/note.yml <<'END'
table: note
columns:
  id: {type: integer, primary_key: true}
  text: {type: text, mysql: mediumtext}
END
git add -A && git commit -qm Notes
sed -i 's/mediumtext/longtext/' entities/note.yml
run 0 fxgit diff
out_is <<'END'
END
git add -A && git commit -qm Longer
set -- migrations/versions/*.yml
same 'revisions' $# 1
run 0 fxgit check
sed -i 's/longtext/longtext, postgresql: citext/' entities/note.yml
run 0 fxgit diff
out_has '~ note.text'
sed -i 's/, postgresql: citext//; s/mysql: longtext/nullable: true/' entities/note.yml
git add -A && git commit -qm Optional
set -- migrations/versions/*.yml
same 'revisions' $# 2
run 0 fxgit upgrade
run 0 fxgit drift
ok 'what other engines would get is no change'
