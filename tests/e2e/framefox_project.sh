#!/bin/sh
# A project as Framefox's generator lays it out: fxgit finds what is there, and refers to it.
. "$(dirname "$0")/lib.sh"

new_repo project
mkdir -p src/controller src/repository migrations/versions config var
write src/entity/user.py <<'END'
from sqlmodel import Field, JSON, Column, Relationship
from framefox.core.orm.abstract_entity import AbstractEntity


class User(AbstractEntity, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=256, nullable=False)
    roles: list[str] = Field(default_factory=lambda: ['ROLE_USER'], sa_column=Column(JSON))
    games: list['GameSession'] = Relationship(back_populates='user')
END
write src/entity/game_session.py <<'END'
from sqlmodel import Field, Relationship
from framefox.core.orm.abstract_entity import AbstractEntity
from src.entity.user import User


class GameSession(AbstractEntity, table=True):
    id: int | None = Field(default=None, primary_key=True)
    score: int = Field(nullable=False)
    user_id: int | None = Field(
        foreign_key='user.id', ondelete='CASCADE', nullable=False
    )
    user: User | None = Relationship(back_populates='games')
END
write config/orm.yaml <<'END'
database:
  url: "${DATABASE_URL}"
  pool_size: 20
  logging: {echo_sql: false}
END
write config/mail.yaml <<'END'
mail:
  url: "${NOPE}"
END
write config/parameter.yaml </dev/null
write migrations/env.py <<'END'
from alembic import context
END
echo 'DATABASE_URL=sqlite:///from_env_file.db' >.env
git add -A
git commit -qm 'As generated'

run 0 fxgit init
out_has 'fxgit.yml'
file_has fxgit.yml '- src/entity'
file_has fxgit.yml 'from: framefox'
file_has fxgit.yml 'naming: sqlalchemy'
[ ! -e entities ] || fail 'a folder that nobody asked for'
git add -A
run 0 git commit -m 'fxgit'
git show --format= HEAD -- migrations/versions >"$T/out"
out_has 'create_table: gamesession'
run 0 fxgit upgrade
[ -f from_env_file.db ] || fail 'not the database of .env'
run 0 fxgit drift
same 'tables' "$(sqlite3 from_env_file.db "SELECT count(*) FROM sqlite_master WHERE name IN ('user', 'gamesession')")" 2
ok 'init finds entities, migrations, settings and .env'

DATABASE_URL=sqlite:///real.db run 0 fxgit upgrade
[ -f real.db ] || fail 'the environment does not win over .env'
run 0 fxgit status
ok 'a variable of the environment wins over .env'

# the table of its task queue is left alone, or declared and made with the others
write framework/task.yml <<'END'
table: task
columns:
  id: {type: string(36), primary_key: true}
  name: string(255)
END
run 0 fxgit diff
same 'a table that is ignored' "$(cat "$T/out")" ''
sed -i 's,^ignore: .*,extra_entities: [framework/task.yml],' fxgit.yml
run 0 fxgit new -m 'Tasks'
file_has migrations/versions/*_tasks.yml 'create_table: task'
run 0 fxgit upgrade
run 0 fxgit drift
sed -i 's,^extra_entities: .*,extra_entities: [../task.yml],' fxgit.yml
run 4 fxgit diff
err_has 'extra_entities'
git checkout -q fxgit.yml
ok 'tables that the framework brings are ignored, or named'

rm .env
write config/orm.yaml <<'END'
database:
  driver: "${DATABASE_DRIVER:-sqlite}"
  database: "${DATABASE_NAME:-parts.db}"
  charset: ""
  pool_size: 20
END
run 0 fxgit upgrade
[ -f parts.db ] || fail 'not the database of the parts'
write config/orm.yaml <<'END'
database:
  url: "${framefox}"
END
run 4 fxgit upgrade
err_has 'config/orm.yaml:2'
rm config/orm.yaml
run 4 fxgit upgrade
err_has 'DATABASE_URL'
ok 'parts and defaults work, and what is missing is said'

# a project whose tables Alembic has made so far
new_repo moved
mkdir -p config migrations/versions
write src/entity/user.py <<'END'
from sqlmodel import Field
from framefox.core.orm.abstract_entity import AbstractEntity


class User(AbstractEntity, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=256, nullable=False)
END
write migrations/versions/1a2b3c4d5e6f_user.py <<'END'
"""Add user"""
import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '1a2b3c4d5e6f'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=256), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade() -> None:
    op.drop_table('user')
END
echo 'DATABASE_URL=sqlite:///old.db' >.env
git add -A
git commit -qm 'As it was'
sqlite3 old.db "CREATE TABLE user (id INTEGER NOT NULL, name VARCHAR(256) NOT NULL, PRIMARY KEY (id));
INSERT INTO user VALUES (1, 'Ann');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO alembic_version VALUES ('1a2b3c4d5e6f');"
run 0 fxgit init
out_has 'fxgit import alembic migrations/versions'
run 0 fxgit import alembic migrations/versions
git add -A
run 0 git commit -m 'Moved'
same 'revisions' "$(echo migrations/versions/*.yml)" migrations/versions/1a2b3c4d5e6f_add_user.yml
run 0 fxgit sync
run 0 fxgit drift
same 'rows' "$(sqlite3 old.db 'SELECT name FROM user')" Ann
echo '    mail: str | None = None' >>src/entity/user.py
git add -A
run 0 git commit -m 'Mail'
run 0 fxgit sync
run 0 fxgit drift
same 'rows' "$(sqlite3 old.db 'SELECT name, mail FROM user')" 'Ann|'
ok 'what Alembic has made so far is taken along'
