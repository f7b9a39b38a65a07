#!/bin/sh
# Alembic's scripts as revisions: hand-written ones, and histories that the real Alembic makes.
. "$(dirname "$0")/lib.sh"

python=/usr/bin/python3
history=$FX_SRC/tests/e2e/alembic_history.py

# url: that of new_database, as SQLAlchemy has it
url() {
    case $engine in
    sqlite) echo "sqlite:///$PWD/$DB_FILE" ;;
    postgresql) echo "postgresql+psycopg2${DB#postgresql}" ;;
    mysql) echo "mysql+pymysql${DB#mysql}" ;;
    esac
}

start() { # NAME
    new_repo "$1"
    new_database
    run 0 fxgit init --database "$DB"
    rm -rf entities
    sed -i 's,^- entities,- app/models.py,' fxgit.yml
    echo 'naming: sqlalchemy' >>fxgit.yml
}

# ---- histories by autogenerate, taken over without a statement ----
told() { # SEED STEPS
    start "history$1"
    run 0 "$python" "$history" make "$PWD" "$1" "$2" "$(url)"
    made_on=$DB made_in=$DB_FILE
    dump schema >"$T/before"
    tables=$(tables)
    run 0 fxgit import alembic alembic/versions
    out_lacks refuses
    out_has "$2 revisions imported"
    run 0 fxgit list
    same 'the number of revisions' "$(grep -c 'missing' "$T/out")" "$2"
    run 0 fxgit diff
    out_empty
    run 0 fxgit status
    out_has "$2 to take over from alembic_version, 0 to apply"
    run 0 fxgit upgrade --dry-run
    run 0 fxgit upgrade -v
    grep -E '^(CREATE|ALTER|DROP)' "$T/err" | grep -v fxgit_ >"$T/ddl" || :
    [ ! -s "$T/ddl" ] || fail "a statement ran: $(cat "$T/ddl")"
    same 'the tables' "$(tables)" "$tables"
    run 0 fxgit drift
    run 0 git add -A
    run 0 git commit -qm 'Import'
    run 0 fxgit check

    # a new one from the revisions is the same, and goes back
    new_database fresh.db
    run 0 fxgit upgrade --database "$DB"
    run 0 fxgit drift --database "$DB"
    run 0 fxgit downgrade base --yes --database "$DB"
    same 'what is left' "$(tables)" ''
    run 0 fxgit upgrade --database "$DB"

    # one that Alembic left in the middle goes on from there
    middle=$(fxgit list | sed -n "$(($2 / 2))s/ .*//p")
    new_database middle.db
    run 0 "$python" "$history" upgrade "$PWD" "$(url)" "$middle"
    run 0 fxgit upgrade --database "$DB"
    same 'taken over' "$(grep -c '^stamp' "$T/out")" $(($2 / 2))
    same 'applied' "$(grep -c '^apply' "$T/out")" $(($2 - $2 / 2))
    run 0 fxgit drift --database "$DB"
    run 0 fxgit sync --database "$DB"
    DB=$made_on DB_FILE=$made_in
    ok "a history of $2 scripts is taken over: $1"
}
for seed in ${FX_SEEDS:-1 3 4}; do
    told "$seed" 10
done
# ---- names that the engine gave follow it ----
start names
mkdir -p alembic/versions
write alembic/versions/1.py <<'END'
from alembic import op
import sqlalchemy as sa

revision = "one"
down_revision = None


def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table(
        "b",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("x", sa.Integer, sa.ForeignKey("a.id"), unique=True),
        sa.Column("y", sa.Integer, sa.ForeignKey("a.id")),
    )
    op.rename_table("b", "c")


def downgrade():
    op.drop_table("c")
    op.drop_table("a")
END
case $engine in
sqlite) fk=None ;;
postgresql) fk='"b_y_fkey"' ;;
mysql) fk='"c_ibfk_2"' ;;
esac
write alembic/versions/2.py <<END
from alembic import op

revision = "two"
down_revision = "one"


def upgrade():
    with op.batch_alter_table("c") as batch:
        batch.drop_constraint($fk, type_="foreignkey")


def downgrade():
    op.create_foreign_key($fk, "c", "a", ["y"], ["id"])
END
run 0 fxgit import alembic alembic
out_lacks refuses
run 0 fxgit upgrade
same 'the foreign keys' "$(references c | wc -l)" 1
run 0 fxgit drift
run 0 fxgit downgrade one
same 'the foreign keys' "$(references c | wc -l)" 2
run 0 fxgit downgrade base --yes
run 0 fxgit upgrade
run 0 fxgit drift
ok 'names that the engine gave are known'
[ "$engine" = sqlite ] || exit 0

# ---- scripts by hand: all operations ----
new_repo hand
new_database
run 0 fxgit init --database "$DB"
echo 'dialects: [postgresql]' >>fxgit.yml
mkdir alembic
cp -r "$FX_SRC/tests/alembic/scripts" alembic/versions
run 0 fxgit import alembic alembic
cp "$T/out" imported
# shellcheck disable=SC2094 # of all files, not of itself
for file in migrations/versions/*.yml; do
    echo "== $file"
    cat "$file"
done >all
cat all >>imported
[ -z "${FX_ACCEPT:-}" ] || cp imported "$FX_SRC/tests/alembic/expected.txt"
diff -u "$FX_SRC/tests/alembic/expected.txt" imported || fail 'the imported revisions are others'
rm all imported
run 0 fxgit import alembic alembic
out_is <<'END'
0 revisions imported, 10 there already; head 010
END
ok 'each operation becomes steps'

# ---- what cannot be translated refuses to run, before the first statement ----
new_repo refuses
new_database
run 0 fxgit init --database "$DB"
mkdir -p old/versions
write old/versions/1.py <<'END'
from alembic import op
import sqlalchemy as sa

revision = "one"
down_revision = None


def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("a")
END
write old/versions/2.py <<'END'
from alembic import op
import sqlalchemy as sa

revision = "two"
down_revision = "one"


def upgrade():
    op.add_column("a", sa.Column("x", sa.Integer))
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id FROM a")):
        bind.execute(sa.text("UPDATE a SET x = :x"), {"x": row.id})
    op.add_column("a", sa.Column("y", sa.Integer))


def downgrade():
    op.drop_column("a", "y")
    op.drop_column("a", "x")
END
run 0 fxgit import alembic old
out_is <<'END'
created  migrations/versions/one.yml
created  migrations/versions/two.yml
refuses  old/versions/2.py:11: a loop over what is not known without running it
2 revisions imported; 1 step to write by hand, before they can run; head two
END
run 1 fxgit upgrade
err_has 'migrations/versions/two.yml:'
err_has 'applying two: this step was not translated: old/versions/2.py:11: a loop'
err_has 'hint: Write the SQL'
[ ! -e app.db ] || fail 'something ran'
run 0 fxgit upgrade one
run 1 fxgit upgrade
same 'what is applied' "$(db 'SELECT revision FROM fxgit_ledger')" one
write entities/a.yml <<'END'
table: a
columns:
  id: {type: integer, primary_key: true, identity: serial}
  x: {type: integer, nullable: true}
  y: {type: integer, nullable: true}
END
run 0 fxgit check
out_has 'migrations/versions/two.yml:8: warning: this step was not translated: old/versions/2.py:11'
run 1 fxgit check --strict
sed -i '/^- execute: \[\]/,/refuses/c\- execute: UPDATE a SET x = id' migrations/versions/two.yml
run 0 fxgit check --strict
run 0 fxgit upgrade
run 0 fxgit downgrade base --yes
ok 'what is not known refuses to run, and can be written by hand'

# a database that has them is asked for nothing
rm -f app.db
sqlite3 app.db 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, x INTEGER, y INTEGER);
    CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
    INSERT INTO alembic_version VALUES ("two")'
git checkout -q -- . 2>/dev/null || :
rm migrations/versions/two.yml
run 0 fxgit import alembic old
run 0 fxgit sync
out_has 'stamp  two'
run 0 fxgit drift
sqlite3 app.db 'DELETE FROM fxgit_ledger; INSERT INTO alembic_version VALUES ("three")'
run 1 fxgit upgrade
err_has 'alembic_version in sqlite:///app.db names three, which is no revision here, beside two'
sqlite3 app.db 'DELETE FROM alembic_version; INSERT INTO alembic_version VALUES ("three")'
run 0 fxgit status
out_has '2 to apply'
ok 'alembic_version that names others is not ours'

# ---- bad input: nothing is written ----
bad() { # MESSAGE: of the script old/versions/3.py
    run "${2:-4}" fxgit import alembic old
    err_has "$1"
    rm old/versions/3.py
}
rm -rf migrations/versions/*.yml
printf 'revision = "x"\ndown_revision = "gone"\n' >old/versions/3.py
bad 'old/versions/3.py:1: revision x has down_revision gone, which is in no script'
printf 'revision = "x"\ndown_revision = f()\n' >old/versions/3.py
bad 'old/versions/3.py:2:17: '
printf 'down_revision = None\n' >old/versions/3.py
bad 'old/versions/3.py: the script has no '
printf 'revision = "two"\ndown_revision = None\n' >old/versions/3.py
bad 'two'
printf 'revision = "a@b"\ndown_revision = None\n' >old/versions/3.py
bad "old/versions/3.py:1: 'a@b' cannot be the id of a revision"
printf 'def upgrade(:\n' >old/versions/3.py
bad 'old/versions/3.py:1:'
printf 'revision = "x"\ndown_revision = "y"\n' >old/versions/3.py
printf 'revision = "y"\ndown_revision = "x"\n' >old/versions/4.py
bad 'circle'
rm old/versions/4.py
run 2 fxgit import alembic nowhere
run 2 fxgit import alembic
same 'what was written' "$(ls migrations/versions)" ''
ok 'a script that cannot be read is named'
