"""Random models, for SQLAlchemy's own create_all to be compared with: python_random.py SEED ENGINE FOLDER"""
import os
import random
import sys

TABLES = ("alpha", "Beta", "tag_item", "Order", "line", "BlogEntry", "x1", "group", "Account", "Select")
CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Models:
    """What both styles have: a source of chance, lines, and numbers that are used once."""

    def __init__(self, seed, engine):
        self.random = random.Random(seed)
        self.engine = engine
        self.lines = []
        self.number = 0
        self.tables = []  # (class, table, name and type of its key)

    def write(self, line="", depth=0):
        self.lines.append("    " * depth + line)

    def chance(self, share):
        return self.random.random() < share

    def one(self, *choices):
        return self.random.choice(choices)

    def next(self):
        self.number += 1
        return self.number

    def names(self):
        return [n[0].upper() + n[1:] for n in self.random.sample(TABLES, self.random.randint(2, 6))]

    def call(self, name, *args):
        return f"{name}({', '.join(a for a in args if a)})"


class Classic(Models):
    """SQLAlchemy's declarative classes, with mixins, tables that derive from tables, and Table()."""

    def types(self):
        n = self.next()
        plain = ["Integer", "Integer", "BigInteger", "SmallInteger", f"String({self.random.randint(1, 300)})",
                 "String(LONG)", "Text", "Boolean", "Boolean", "DateTime", "DateTime(timezone=True)", "Date", "Time",
                 "Float", "Numeric(10, 2)", "Numeric", "LargeBinary", "JSON", "Interval", "Unicode(20)", "Enum(Kind)",
                 f"Enum('p', 'q', name='pq{n}')", "CHAR(3)", "Enum(Level, native_enum=False)"]
        if self.engine == "postgresql":
            plain += ["pg.JSONB", "pg.UUID", "pg.ARRAY(Integer)", "pg.INET", "pg.TSVECTOR", "pg.BYTEA",
                      f"pg.ENUM('u', 'v', name='pe{n}')", "ARRAY(String(4))"]
        return self.one(*plain)

    def default(self, type_):
        """A default that the engine takes."""
        later = ["server_default=func.current_date()"] if self.engine != "mysql" else []
        known = {
            "Integer": ["server_default=text('3')", "server_default='4'", "default=5", "default=lambda: 3"],
            "Boolean": ["default=True", "server_default=true()", "server_default=false()", "default=False"],
            "DateTime": ["server_default=func.now()", "default=datetime.datetime.utcnow"],
            "Float": ["server_default='1.5'", "default=0.5"],
            "Date": later,
            "String(LONG)": ["server_default='it\\'s'", "server_default=''", "default='x'"],
        }.get(type_, [])
        return self.one(*known) if known and self.chance(0.5) else ""

    def column(self):
        name, type_ = f"c{self.next()}", self.types()
        short = type_ in ("Integer", "BigInteger", "SmallInteger", "Date", "String(LONG)", "Boolean")
        args = [type_, self.default(type_)]
        if self.chance(0.4):
            args.append(self.one("nullable=True", "nullable=False"))
        if short and self.chance(0.15):
            args.append("index=True")
        if short and self.chance(0.1):
            args.append("unique=True")
        if self.chance(0.1):
            args.append("comment='said'")
        shown = name
        if self.chance(0.15):
            shown = f"Col{self.number}"
            args.insert(0, repr(shown))
        made = self.call("Column", *args)
        self.write(f"{name} = {self.call('deferred', made) if self.chance(0.1) else made}", 1)
        return name, shown, type_

    def reference(self):
        other, table, key, type_ = self.one(*self.tables)
        target = self.one(f"'{table}.{key}'", f"{other}.{key}")
        rule = self.one("", "ondelete='CASCADE'", "ondelete='SET NULL', onupdate='CASCADE'")
        name = self.one("", f"name='fk_own_{self.next()}'")
        made = self.call("ForeignKey", target, rule, name)
        self.write(f"r{self.next()} = {self.call('Column', self.one('', type_), made, self.one('', 'index=True'))}", 1)

    def arguments(self, columns):
        """Constraints and indexes of several kinds."""
        whole = [c for c in columns if c[2] in ("Integer", "BigInteger", "SmallInteger") and c[0] == c[1]]
        text = [c[0] for c in columns if c[2].startswith("String(") and c[0] == c[1]]
        n, args = self.next(), []
        whole = [c[0] for c in whole]
        if whole and self.chance(0.4):
            args.append(self.one(f"CheckConstraint('{whole[0]} <> 5', name='ck{n}')",
                                 f"CheckConstraint(text('{whole[0]} > 1'), name='ck{n}')"))
        if len(whole) > 1 and self.chance(0.5):
            args.append(self.one(f"UniqueConstraint('{whole[0]}', '{whole[1]}', name='uq_own_{n}')",
                                 f"Index(None, '{whole[0]}', '{whole[1]}')"))
        if text and self.engine != "mysql" and self.chance(0.5):
            where = f"text('{text[0]} IS NOT NULL')"
            args.append(self.one(f"Index('il{n}', func.lower({text[0]}))", f"Index('id{n}', text('{text[0]} DESC'))",
                                 f"Index('ip{n}', '{text[0]}', sqlite_where={where}, postgresql_where={where})"))
        if args:
            self.write(f"__table_args__ = ({', '.join(args)},)", 1)

    def table(self, name):
        table = f"app_{name.lower()}" if self.named and self.chance(0.5) else None
        bases = (["Stamped"] if self.chance(0.5) else []) + (["Named"] if table else []) + ["Base"]
        self.random.shuffle(bases)
        self.write(f"class {name}({', '.join(bases)}):")
        if table is None:
            table = self.one(name.lower(), f"T_{name}")
            self.write(f"__tablename__ = {table!r}", 1)
        key, type_ = self.one(("id", "Integer"), ("id", "Integer"), ("code", "String(8)"))
        self.write(f"{key} = Column({type_}, primary_key=True)", 1)
        columns = [self.column() for _ in range(self.random.randint(1, 7))]
        if self.tables and self.chance(0.6):
            self.reference()
        plain = [c for c in columns if "deferred" not in self.lines[-1]]
        self.arguments([c for c in plain if not any(f"    {c[0]} = deferred" in line for line in self.lines)])
        self.write()
        self.tables.append((name, table, key, type_))

    def derived(self):
        name, table, key, type_ = self.one(*self.tables)
        self.write(f"class Child{name}({name}):")
        if self.chance(0.5):
            self.write(f"__tablename__ = 'child_{table}'", 1)
            self.write(f"{key} = Column(ForeignKey('{table}.{key}'), primary_key=True)", 1)
        else:
            self.write("__tablename__ = None", 1)
        self.write("extra = Column(Integer)", 1)
        self.write()

    def rest(self):
        one, two = self.tables[0], self.tables[-1]
        if self.chance(0.5):
            self.write(f"links = Table('links', Base.metadata, Column('a', ForeignKey('{one[1]}.{one[2]}'), "
                       f"primary_key=True), Column('b', ForeignKey('{two[1]}.{two[2]}', ondelete='CASCADE')))")
        if self.chance(0.4):
            self.write("Table('comp', Base.metadata, Column('a', Integer, primary_key=True), "
                       "Column('b', String(4), primary_key=True))")
            self.write("refs = [Table('refs', Base.metadata, Column('id', Integer, primary_key=True), Column('x', Integer), "
                       "Column('y', String(4)), ForeignKeyConstraint(['x', 'y'], ['comp.a', 'comp.b']))]")

    def all(self):
        self.write("import datetime")
        self.write("import enum")
        self.write("from sqlalchemy import *")
        self.write("from sqlalchemy.orm import declarative_base, declared_attr, deferred")
        if self.engine == "postgresql":
            self.write("from sqlalchemy.dialects import postgresql as pg")
        self.write("LONG = 120")
        for name, base in (("Kind", "enum.Enum"), ("Level", "str, enum.Enum")):
            self.write(f"class {name}({base}):")
            self.write("low = 'low'", 1)
            self.write("high = 'high up'", 1)
        self.write(f"Base = declarative_base(metadata=MetaData(naming_convention={CONVENTION if self.chance(0.4) else None}))")
        self.write("class Stamped:")
        self.write("made = Column(DateTime, nullable=False)", 1)
        self.write("changed = Column(DateTime)", 1)
        self.named = self.chance(0.6)
        self.write("class Named:")
        self.write("@declared_attr", 1)
        self.write("def __tablename__(cls):", 1)
        self.write("return 'app_' + cls.__name__.lower()", 2)
        for name in self.names():
            self.table(name)
        if self.chance(0.5):
            self.derived()
        self.rest()
        self.write("METADATA = Base.metadata")


class SqlModel(Models):
    """SQLModel's classes."""

    def field(self, name, type_):
        optional, args = self.chance(0.4), []
        if optional:
            args.append("default=None")
        elif type_ in ("int", "bool", "str") and self.chance(0.4):
            args.append({"int": "default=7", "bool": "default=True", "str": "default='it\\'s'"}[type_])
        if type_ == "str":
            args.append(self.one("max_length=LONG", "max_length=40"))
        if type_ not in ("bytes", "datetime.timedelta") and self.chance(0.2):
            args.append(self.one("index=True", "unique=True"))
        if self.chance(0.1):
            args.append(self.one("nullable=True", "nullable=False"))
        if self.chance(0.1):
            args = [a for a in args if a.startswith("default")]
            args.append(self.one("sa_column=Column(String(33), nullable=False)", f"sa_column=Column('Other{name}', Text)",
                                 "sa_column=Column(Integer, server_default='3')",
                                 "sa_column=Column(DateTime, server_default=func.now())"))
        elif type_ == "int" and self.chance(0.2):
            args.append("sa_column_kwargs={'comment': 'said', 'server_default': text('1')}")
        said = f"Optional[{type_}]" if optional else type_
        self.write(f"{name}: {said} = Field({', '.join(args)})", 1)

    def table(self, name):
        base, table = self.one("SQLModel", "Stamped"), name.lower()
        self.write(f"class {name}({base}, table=True):")
        if self.chance(0.3):
            table = f"tb_{table}"
            self.write(f"__tablename__ = {table!r}", 1)
        key, type_, said = self.one(("id", "int", "Optional[int] = Field(default=None, primary_key=True)"),
                                    ("code", "str", "str = Field(primary_key=True, max_length=9)"),
                                    ("id", "uuid.UUID", "uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)"))
        self.write(f"{key}: {said}", 1)
        whole = []
        for _ in range(self.random.randint(1, 7)):
            column = f"c{self.next()}"
            kind = self.one("int", "int", "str", "bool", "float", "datetime.datetime", "datetime.date", "datetime.time",
                            "decimal.Decimal", "bytes", "uuid.UUID", "Kind", "datetime.timedelta")
            self.field(column, kind)
            if kind == "int" and "sa_column=" not in self.lines[-1]:
                whole.append(column)
        if self.tables and self.chance(0.7):
            _, other, target, its = self.one(*self.tables)
            length = "max_length=9, " if its == "str" else ""
            self.write(f"r{self.next()}: Optional[{its}] = Field(default=None, {length}foreign_key='{other}.{target}')", 1)
        if len(whole) > 1 and self.chance(0.5):
            self.write(f"__table_args__ = (UniqueConstraint('{whole[0]}', '{whole[1]}', name='uq_own_{self.next()}'),)", 1)
        self.write()
        self.tables.append((name, table, key, type_))

    def all(self):
        for module in ("datetime", "decimal", "enum", "uuid"):
            self.write(f"import {module}")
        self.write("from typing import Optional")
        self.write("from sqlalchemy import Column, DateTime, Integer, String, Text, UniqueConstraint, func, text")
        self.write("from sqlmodel import Field, SQLModel")
        self.write("LONG = 120")
        self.write("class Kind(enum.Enum):")
        self.write("A = 'a'", 1)
        self.write("B = 'b c'", 1)
        if self.chance(0.3):
            self.write(f"SQLModel.metadata.naming_convention = {CONVENTION}")
        self.write("class Stamped(SQLModel):")
        self.write("made: datetime.datetime = Field(default_factory=datetime.datetime.utcnow, nullable=False)", 1)
        self.write("changed: Optional[datetime.datetime] = None", 1)
        for name in self.names():
            self.table(name)
        self.write("METADATA = SQLModel.metadata")


seed, engine, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
models = (Classic if seed % 3 else SqlModel)(seed, engine)
models.all()
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, "__init__.py"), "w"):
    pass
with open(os.path.join(folder, "models.py"), "w") as out:
    out.write("\n".join(models.lines) + "\n")
