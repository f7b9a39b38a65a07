#!/bin/sh
# `scratch:` in fxgit.yml: texts are compared, and revisions proven, on a server where the user may.
# shellcheck disable=SC2016 # ${VAR} is for fxgit
. "$(dirname "$0")/lib.sh"

new_repo
new_database
run 0 fxgit init --no-hooks --database "$DB"
cp fxgit.yml "$T/fxgit.yml"
line=$(($(wc -l <fxgit.yml) + 1))
case $engine in
sqlite) echo 'scratch: postgresql://u@127.0.0.1:1/x' >>fxgit.yml ;;
*) echo 'scratch: sqlite:///scratch.db' >>fxgit.yml ;;
esac
echo "database: $DB" >fxgit.local.yml
run 4 fxgit current
err_has "fxgit.yml:$line: scratch: "
run 0 fxgit current --database "$DB"
cp "$T/fxgit.yml" fxgit.yml
printf 'scratch: "${NO_SUCH_SCRATCH}"\n' >>fxgit.yml
run 4 fxgit current
err_has "fxgit.yml:$line: "
err_has NO_SUCH_SCRATCH
cp "$T/fxgit.yml" fxgit.yml
printf 'scratch: "${NO_SUCH_SCRATCH:-}"\n' >>fxgit.yml
run 0 fxgit current
cp "$T/fxgit.yml" fxgit.yml
ok 'a scratch of another kind is refused by file and line; an empty one is none'
[ "$engine" != sqlite ] || exit 0

# --- a user who has rights to this database, and to no other
live_name=$DB_NAME live=$DB
new_database
scratch_name=$DB_NAME scratch=$DB
DB_NAME=$live_name DB=$live
case $engine in
postgresql)
    db "REVOKE CREATE ON DATABASE $live_name FROM PUBLIC, CURRENT_USER"
    limited=$live
    ;;
mysql)
    mysql_on '' -e "CREATE USER $live_name@'%' IDENTIFIED BY 'limited'; GRANT ALL ON $live_name.* TO $live_name@'%'"
    databases="$databases mysql_user:$live_name"
    limited=mysql://$live_name:limited@${live#*@}
    ;;
esac
echo "database: $limited" >fxgit.local.yml

write entities/mood.yml <<'END'
enum: mood
values: [good, bad]
END
write entities/user.yml <<'END'
table: member
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(50), default: {sql: "concat('a', 'b')"}}
  state: {type: "enum:mood", default: good}
  size: {type: "enum(s,m)", default: s}
  age: {type: integer, nullable: true}
checks:
- {name: ck_age, sql: "age>0 and age<200"}
END
write entities/adult.yml <<'END'
view: adult
sql: CREATE VIEW adult AS SELECT id, name FROM member WHERE age>=18
END
write entities/elder.yml <<'END'
view: elder
sql: CREATE VIEW elder AS SELECT id, name FROM adult WHERE id>1
END
if [ "$engine" = postgresql ]; then
    write entities/even.yml <<'END'
function: even
sql: CREATE FUNCTION even(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT n%2=0 $$
END
    write entities/short.yml <<'END'
domain: short
sql: CREATE DOMAIN short AS varchar(10) CHECK (VALUE<>'')
END
    cat >>entities/user.yml <<'END'
- {name: ck_even, sql: "even(age) or age=1"}
END
    sed -i "s/^checks:/  code: {type: raw, postgresql: short, nullable: true}\n&/" entities/user.yml
fi
run 0 fxgit new -m Begin
run 0 fxgit upgrade
run 6 fxgit drift
err_has 'texts cannot be compared'
err_has '`scratch:`'
run 6 fxgit check --prove
err_has '`scratch:`'
ok 'without one, what is missing is said, and what to do'

echo "scratch: $scratch" >>fxgit.local.yml
run 0 fxgit drift
run 0 fxgit check --prove
sed -i 's/string(50)/string(60)/' entities/user.yml
sed -i 's/age>=18/age>=21/' entities/adult.yml
run 0 fxgit new -m More
run 0 fxgit upgrade
run 0 fxgit drift
run 0 fxgit check --prove
run 0 fxgit downgrade -1 --yes
run 0 fxgit drift
run 0 fxgit upgrade
db 'ALTER TABLE member DROP CONSTRAINT ck_age; ALTER TABLE member ADD CONSTRAINT ck_age CHECK (age > 1 and age < 200)'
run 1 fxgit drift
out_has ck_age
fxgit drift --sql >"$T/repair" || :
db_run "$T/repair"
run 0 fxgit drift
DB_NAME=$scratch_name DB=$scratch
same 'tables in the scratch' "$(tables)" ''
DB_NAME=$live_name DB=$live
ok 'with one, all of it works, and nothing stays there'

cat >>fxgit.yml <<END
targets:
  other: {url: "$limited"}
  own: {url: "$limited", scratch: "$scratch"}
END
echo "database: $limited" >fxgit.local.yml
run 0 fxgit drift --target own
run 6 fxgit drift --target other
echo "scratch: $scratch" >>fxgit.local.yml
run 0 fxgit drift --target other
ok 'a target may have its own'

if [ "$engine" = postgresql ]; then
    write entities/item.yml <<'END'
table: app.item
columns:
  id: {type: integer, primary_key: true}
  kind: {type: "enum:app.kind", default: a}
  size: {type: "enum(s,m)", default: s}
checks:
- {name: ck_id, sql: "id>0"}
END
    write entities/kind.yml <<'END'
enum: app.kind
values: [a, b]
END
    write entities/things.yml <<'END'
view: app.things
sql: CREATE VIEW app.things AS SELECT id, n%2 AS odd FROM app.item JOIN member USING (id)
END
    sed -i 's/^checks:/  n: integer\n&/' entities/item.yml
    write entities/whole.yml <<'END'
view: whole
sql: CREATE VIEW whole AS SELECT id FROM app.item WHERE n>1
END
    run 0 fxgit new -m Schemas
    run 0 fxgit check --prove
    db "GRANT CREATE ON DATABASE $live_name TO CURRENT_USER"
    run 0 fxgit upgrade
    db "REVOKE CREATE ON DATABASE $live_name FROM CURRENT_USER"
    run 0 fxgit drift
    sed -i 's/^checks:/  m: {type: integer, nullable: true}\n&/' entities/item.yml
    run 0 fxgit new -m Count
    run 0 fxgit upgrade
    run 0 fxgit drift
    run 0 fxgit check --prove
    ok 'objects in schemas, too'
fi
