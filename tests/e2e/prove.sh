#!/bin/sh
# check --prove: each new revision is run in scratch, up, down and up again, with rows.
. "$(dirname "$0")/lib.sh"

revision() { # ID PARENT MESSAGE, the halves on standard input
    {
        printf '# %s\nrevision: %s\nrevises: [%s]\nmessage: %s\n' "$3" "$1" "$2" "$3"
        cat
    } | write "migrations/versions/$1_x.yml"
}

new_repo proven
new_database
run 0 fxgit init --database "$DB" --no-hooks
write entities/member.yml <<'END'
table: member
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(100), unique: true}
END
run 0 fxgit new -m 'Users'
write entities/member.yml <<'END'
table: member
columns:
  id: {type: integer, primary_key: true}
  full: {type: string(50), renamed_from: name, index: true}
  twice: {type: integer, nullable: true, generated: id * 2}
  boss_id: {type: integer, nullable: true, references: member.id}
END
run 0 fxgit new -m 'More'
write entities/member.yml <<'END'
table: member
columns:
  id: {type: integer, primary_key: true}
  twice: {type: integer, nullable: true, generated: id * 2}
dropped: [full, boss_id]
END
run 0 fxgit new -m 'Less'
git add -A
git commit -qm 'All'
run 0 fxgit check --prove
[ ! -e app.db ] || fail 'a database was made'
[ "$engine" = sqlite ] || same 'tables' "$(tables)" ''
ok 'what fxgit writes is proven'

head=$(fxgit heads | head -1 | cut -c1-12)
revision aaaaaaaaaaaa "$head" 'Lies' <<'END'
upgrade:
- execute: ALTER TABLE member ADD COLUMN other TEXT
  state:
  - add_column: member.wanted
    type: text
    nullable: true
downgrade:
- execute: ALTER TABLE member DROP COLUMN other
  state:
  - drop_column: member.wanted
END
git add -A
git commit -qm 'Lies'
run 1 fxgit check --prove
out_has 'aaaaaaaaaaaa'
out_has 'after its upgrade the database differs'
out_has 'other'
ok 'SQL that does something else than its state says is found'

git rm -q --cached migrations/versions/aaaaaaaaaaaa_x.yml
rm migrations/versions/aaaaaaaaaaaa_x.yml
revision bbbbbbbbbbbb "$head" 'Away' <<'END'
upgrade:
- execute: UPDATE member SET id = id + 100
downgrade:
- execute: UPDATE member SET id = id - 99
END
git add -A
git commit -qm 'Away'
run 1 fxgit check --prove
out_has 'up and down again loses member.id'
sed -i 's/^message:/loses: [member.id, member.twice]\nmessage:/' migrations/versions/bbbbbbbbbbbb_x.yml
git add -A
git commit -qm 'Said'
run 0 fxgit check --prove
ok 'rows that do not come back must be said'

revision cccccccccccc bbbbbbbbbbbb 'Broken' <<'END'
upgrade:
- execute: UPDATE nobody SET id = 1
downgrade: []
END
git add -A
git commit -qm 'Broken'
run 1 fxgit check --prove
case $engine in
sqlite) out_has 'no such table: nobody' ;;
postgresql) out_has 'relation "nobody" does not exist' ;;
mysql) out_has ".nobody' doesn't exist" ;;
esac
run 0 fxgit check
ok 'a revision that does not run is found before anybody runs it'

new_repo tried
new_database
run 0 fxgit init --database "$DB" --no-hooks
write entities/member.yml <<'END'
table: member
columns:
  id: {type: integer, primary_key: true}
  name: {type: text, nullable: true}
  price: {type: real}
  code: {type: integer}
END
run 0 fxgit new -m 'Users'
write entities/member.yml <<'END'
table: member
columns:
  id: {type: integer, primary_key: true}
  name: {type: text, fill: nobody}
  price: {type: integer}
  code: {type: text}
END
run 0 fxgit new -m 'Other types'
if [ "$engine" != mysql ]; then # a project of MySQL alone has no scratch without its server
    file_has "$(echo migrations/versions/*_other_types.yml)" 'loses: [member.price, member.name]'
    run 0 fxgit check --prove
fi
sed -i '/^loses/d' migrations/versions/*_other_types.yml
run 1 fxgit check --prove
out_has 'up and down again loses member.name'
ok 'new tries what an alteration does to rows, and says what does not come back'
