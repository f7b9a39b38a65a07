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
