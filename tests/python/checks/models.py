"""Conditions as expressions of columns."""
import enum

import sqlalchemy as sa
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,

    Enum,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    and_,
    column,
    false,
    func,
    not_,
    or_,
    text,
    true,
)
from sqlalchemy.orm import declarative_base

LEAST = 3
KINDS = ["x", "y'z"]

class Kind(enum.Enum):
    ONE = "a"
    TWO = "b"

class Level(enum.Enum):
    LOW = "low"
    HIGH = "high"

METADATA = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
Base = declarative_base(metadata=METADATA)

class Thing(Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    a = Column(Integer, nullable=False)
    b = Column("second", Integer)
    s = Column(String(20))
    t = Column(String(20))
    ok = Column(Boolean, nullable=False)
    n = Column(Numeric(8, 2))
    order = Column(Integer)
    camelCase = Column(String(5))
    kind = Column(Enum(Kind))
    level = Column(Enum(Level, values_callable=lambda e: [m.value for m in e]))
    __table_args__ = (
        CheckConstraint(a > 0, name="gt"),
        CheckConstraint(0 < a, name="turned"),
        CheckConstraint(a >= LEAST * 2, name="least"),
        CheckConstraint(b != None, name="there"),  # noqa: E711
        CheckConstraint(ok == True, name="is_true"),  # noqa: E712
        CheckConstraint(ok != False, name="not_false"),  # noqa: E712
        CheckConstraint(ok.is_(True), name="is_ok"),
        CheckConstraint(ok.isnot(None), name="is_not"),
        CheckConstraint(and_(a > 0, b < 5, or_(ok, s == "x")), name="and_or"),
        CheckConstraint(or_(a > 0, and_(b < 5, and_(b > 1, ok))), name="or_and"),
        CheckConstraint((a > 0) & (b > 0) | ok, name="signs"),
        CheckConstraint(not_(a > 0), name="not_gt"),
        CheckConstraint(~and_(a > 0, not_(ok)), name="not_and"),
        CheckConstraint(a.in_([1, LEAST]), name="within"),
        CheckConstraint(and_(s.notin_(KINDS), ~a.in_((1, 2))), name="without"),
        CheckConstraint(s.like("x_"), name="alike"),
        CheckConstraint(~s.like("y%"), name="unlike"),
        CheckConstraint(s.startswith("a"), name="starts"),
        CheckConstraint(and_(s.endswith("z"), s.contains("m")), name="has"),
        CheckConstraint(s.ilike("A%"), name="ilike"),
        CheckConstraint(a.between(1, b), name="between"),
        CheckConstraint(~a.between(-1, 2), name="not_between"),
        CheckConstraint(a + b - 1 - 2 > (a - (b - 1)) * 2, name="sums"),
        CheckConstraint((a + 1) * b % 3 == 0, name="times"),
        CheckConstraint(-a < 0, name="minus"),
        CheckConstraint(s + t == "xy", name="joined"),
        CheckConstraint(func.lower(s) == "x", name="lower"),
        CheckConstraint(func.coalesce(ok, False) == True, name="coalesce"),  # noqa: E712
        CheckConstraint(func.length(s) > 3, name="length"),
        CheckConstraint(n > 0.50, name="fraction"),
        CheckConstraint(order > 0, name="word"),
        CheckConstraint(camelCase == "x", name="camel"),
        CheckConstraint(kind == Kind.ONE, name="kind"),
        CheckConstraint(level.in_([Level.LOW, Level.HIGH]), name="level"),
        CheckConstraint(column("a") > sa.literal(1), name="column"),
        CheckConstraint(and_(text("a > 2"), b > 0), name="text"),
        CheckConstraint((a > 0) == (b > 0), name="both"),
        Index("ix_thing_ok", a, postgresql_where=(ok == True), sqlite_where=ok.is_(True)),  # noqa: E712
        Index("ix_thing_s", "s", postgresql_where=and_(ok, s != "x"), sqlite_where=s != "x"),
    )

rooms = Table(
    "rooms",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("open", Boolean, nullable=False, server_default=true()),
    Column("shut", Boolean, nullable=False, server_default=false()),
    Column("upper", String(9), server_default=func.upper("x")),
)
Index("ix_rooms_size", rooms.c.size, sqlite_where=rooms.c.size > 3, postgresql_where=rooms.c.size > 3)
