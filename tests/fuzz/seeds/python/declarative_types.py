import enum

import sqlalchemy as sa
from sqlalchemy import BigInteger, Integer, MetaData, String, types
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import CHAR, TypeDecorator

Base = declarative_base(metadata=MetaData(naming_convention={
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}))
METADATA = Base.metadata
db = sa


class Level(enum.Enum):
    low = 1
    high = 2


class Packed(TypeDecorator):
    impl = sa.LargeBinary
    cache_ok = True


class GUID(TypeDecorator):
    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        else:
            return dialect.type_descriptor(CHAR(32))


BigId = BigInteger().with_variant(sa.Integer(), "sqlite")


class Everything(Base):
    __tablename__ = "everything"

    id = sa.Column(BigId, primary_key=True)
    small = sa.Column(sa.SmallInteger, nullable=False, server_default="1")
    short = sa.Column(String(10))
    fixed = sa.Column(sa.CHAR(3))
    words = sa.Column(sa.Unicode(20), unique=True)
    long = sa.Column(sa.Text)
    yes = sa.Column(sa.Boolean, server_default=sa.false())
    real = sa.Column(sa.REAL)
    num = sa.Column(sa.Numeric(10, 2), server_default=sa.text("0.5"))
    bare = sa.Column(sa.Numeric)
    dec = sa.Column(sa.DECIMAL(6))
    flo = sa.Column(sa.Float)
    flo53 = sa.Column(sa.Float(53))
    flo10 = sa.Column(sa.Float(precision=10))
    day = sa.Column(sa.Date, server_default=sa.text("'2020-01-01'"))
    at = sa.Column(sa.DateTime, index=True)
    atz = sa.Column(sa.DateTime(timezone=True), server_default=sa.func.now())
    stamp = sa.Column(sa.TIMESTAMP(timezone=True), nullable=True)
    clock = sa.Column(sa.Time)
    span = sa.Column(sa.Interval)
    blob = sa.Column(sa.LargeBinary)
    pickle = sa.Column(sa.PickleType)
    packed = sa.Column(Packed)
    guid = sa.Column(GUID())
    level = sa.Column(sa.Enum(Level), default=Level.low)
    level_text = sa.Column(sa.Enum(Level, native_enum=False, length=12))
    by_value = sa.Column(sa.Enum("x", "yy", name="letters"), nullable=False, server_default="x")
    data = sa.Column(types.JSON)
    docs = sa.Column(sa.JSON().with_variant(postgresql.JSONB, "postgresql"))
    name_2 = sa.Column("renamed", String(length=8), comment="a comment")
    total = sa.Column(sa.Integer, sa.Computed("small + 1", persisted=True))
