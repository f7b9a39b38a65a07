"""Histories by the real Alembic (Debian: python3-alembic), for tests/e2e/alembic.sh.

    alembic_history.py make DIR SEED STEPS URL   DIR/alembic/versions by autogenerate, from models that
                                                 change at random; the last are DIR/app/models.py
    alembic_history.py upgrade DIR URL REV       runs them on another database
"""
import contextlib
import copy
import io
import logging
import os
import random
import sys
import warnings

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

ENV = '''from alembic import context

a = context.config.attributes
context.configure(connection=a["connection"], target_metadata=a["metadata"], render_as_batch=a["batch"], compare_type=True)
with context.begin_transaction():
    context.run_migrations()
'''

SCRIPT = '''"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

# revision identifiers, used by Alembic.
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''

NAMED = '''metadata = MetaData(naming_convention={
    "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"})
Base = declarative_base(metadata=metadata)
'''

HEAD = '''import enum

from sqlalchemy import *
from sqlalchemy.orm import declarative_base

%s

class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"

'''

TYPES = ["Integer", "String(50)", "String(120)", "Text", "Boolean", "DateTime", "DateTime(timezone=True)", "Date",
         "Numeric(10, 2)", "Float", "BigInteger", "SmallInteger", "LargeBinary", "JSON", "Time", "Enum(Mood)",
         "Enum('x', 'y', 'zz', name='letters')", "Interval"]
NO_KEY = ("Text", "JSON", "Large", "Enum", "Interval")


class Models:
    """What the models say now; each method changes something, if it can."""

    def __init__(self, rnd):
        self.rnd = rnd
        self.base = NAMED if rnd.random() < .5 else "Base = declarative_base()\n"
        self.tables = {}  # name: ({column: definition}, [what is in __table_args__])
        self.n = 0

    def fresh(self, prefix):
        self.n += 1
        return "%s%d" % (prefix, self.n)

    def pick(self):
        return self.rnd.choice(list(self.tables))

    def add_table(self):
        name = self.fresh(self.rnd.choice(["user", "post", "order", "item", "tag_link", "group"]))
        columns = {"id": "Integer, primary_key=True"}
        self.tables[name] = (columns, [])
        for _ in range(self.rnd.randint(1, 5)):
            self.add_column(name, True)

    def add_column(self, table=None, new=False):
        rnd, table = self.rnd, table or self.pick()
        text = rnd.choice(TYPES)
        other = self.pick()
        if rnd.random() < .25 and other != table:
            text = "Integer, ForeignKey('%s.id'%s)" % (
                other, rnd.choice(["", ", ondelete='CASCADE'", ", ondelete='SET NULL'"]))
        if new and rnd.random() < .5 and "SET NULL" not in text:
            text += ", nullable=False"
        elif not new and rnd.random() < .3 and text.startswith("String"):
            text += ", nullable=False, server_default='0'"
        if "Foreign" not in text and not text.startswith(NO_KEY):
            text += rnd.choice([", unique=True", ", index=True", "", "", "", ""])
        if rnd.random() < .2 and text.startswith("DateTime"):
            text += ", server_default=func.now()"
        if rnd.random() < .1:
            text += ", comment='about it'"
        self.tables[table][0][self.fresh("c")] = text

    def drop_column(self):
        columns, args = self.tables[self.pick()]
        free = [c for c in columns if c != "id" and not any("'%s'" % c in a for a in args)]
        if len(free) > 1:
            del columns[self.rnd.choice(free)]

    def change(self):
        columns, _ = self.tables[self.pick()]
        names = [c for c, d in columns.items() if c != "id" and "Foreign" not in d and "Enum" not in d]
        if not names:
            return
        name = self.rnd.choice(names)
        text = columns[name]
        for old, new in (("String(50)", "String(80)"), ("Integer", "BigInteger"), (", unique=True", ""),
                         (", index=True", ""), (", nullable=False", "")):
            if old in text and "BigInteger" not in text and "SmallInteger" not in text:
                columns[name] = text.replace(old, new, 1)
                return

    def add_arg(self):
        columns, args = self.tables[self.pick()]
        names = [c for c, d in columns.items() if not d.startswith(NO_KEY)]
        some = ", ".join("'%s'" % c for c in self.rnd.sample(names, min(2, len(names))))
        args.append(self.rnd.choice(["UniqueConstraint(%s, name='%s')" % (some, self.fresh("uq_x")),
                                     "Index('%s', %s)" % (self.fresh("ix_y"), some),
                                     "Index('%s', %s, unique=True)" % (self.fresh("ix_u"), some)]))

    def drop_arg(self):
        _, args = self.tables[self.pick()]
        if args:
            args.pop(self.rnd.randrange(len(args)))

    def drop_table(self):
        used = [d for columns, _ in self.tables.values() for d in columns.values()]
        for name in list(self.tables):
            # a type of PostgreSQL's outlives its table: autogenerate does not drop it
            enums = any("Enum" in d for d in self.tables[name][0].values())
            if not enums and len(self.tables) > 2 and not any("'%s.id'" % name in d for d in used):
                del self.tables[name]
                return

    def step(self):
        for _ in range(self.rnd.randint(1, 3)):
            self.rnd.choice([self.add_table, self.add_column, self.add_column, self.add_column, self.drop_column,
                             self.change, self.change, self.add_arg, self.drop_arg, self.drop_table])()

    def source(self):
        out = HEAD % self.base
        for name, (columns, args) in self.tables.items():
            out += "\nclass %s(Base):\n    __tablename__ = %r\n" % (name.title().replace("_", ""), name)
            out += "".join("    %s = Column(%s)\n" % c for c in columns.items())
            if args:
                out += "    __table_args__ = (%s,)\n" % ", ".join(args)
            out += "\n"
        return out


class History:
    def __init__(self, folder, url):
        self.versions = folder + "/alembic/versions"
        self.engine = sa.create_engine(url)
        self.config = Config()
        self.config.set_main_option("script_location", folder + "/alembic")
        self.config.attributes.update(batch=url.startswith("sqlite"), metadata=None)
        self.config.print_stdout = lambda *a, **k: None

    def run(self, what, *args, **options):
        with self.engine.connect() as c, contextlib.redirect_stdout(io.StringIO()):
            self.config.attributes["connection"] = c
            what(self.config, *args, **options)


def make(folder, seed, steps, url):
    rnd = random.Random(int(seed))
    for name in ("/alembic/versions", "/app"):
        os.makedirs(folder + name)
    for name, text in (("env.py", ENV), ("script.py.mako", SCRIPT)):
        with open(folder + "/alembic/" + name, "w") as f:
            f.write(text)
    history, models, done = History(folder, url), Models(rnd), 0
    models.add_table()
    while done < int(steps):
        before, files = copy.deepcopy(models.tables), set(os.listdir(history.versions))
        models.step()
        try:
            space = {}
            exec(compile(models.source(), "models", "exec"), space)
            history.config.attributes["metadata"] = space["Base"].metadata
            history.run(command.revision, message="Step %d: it's" % done, autogenerate=True,
                        rev_id="%012x" % rnd.getrandbits(48))
            history.run(command.upgrade, "head")
            done += 1
        except Exception as e:  # autogenerate's faults, and what the engine refuses
            for name in set(os.listdir(history.versions)) - files:
                if name.endswith(".py"):
                    os.remove(history.versions + "/" + name)
            if not url.startswith("postgresql"):
                sys.exit("half a step stays: %s" % str(e).split("\n", 1)[0])
            models.tables = before
    with open(folder + "/app/models.py", "w") as f:
        f.write(models.source())


def upgrade(folder, url, revision):
    history = History(folder, url)
    history.run(command.upgrade, revision)


{"make": make, "upgrade": upgrade}[sys.argv[1]](*sys.argv[2:])
