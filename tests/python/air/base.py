from __future__ import annotations
from typing import TYPE_CHECKING, Any
import os
from sqlalchemy import Column, Integer, MetaData, String, text
from sqlalchemy.orm import registry, declarative_base
from sqlalchemy.types import TypeDecorator, TIMESTAMP, JSON, Text
from sqlalchemy.dialects import mysql

ID_LEN = 250
naming_convention = {
    "ix": "idx_%(column_0_N_label)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_uq",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

def _get_schema():
    return None

metadata = MetaData(schema=_get_schema(), naming_convention=naming_convention)
mapper_registry = registry(metadata=metadata)
METADATA = metadata

if TYPE_CHECKING:
    Base = Any
else:
    Base = mapper_registry.generate_base()

def get_id_collation_args():
    return {}

COLLATION_ARGS = get_id_collation_args()

def StringID(*, length=ID_LEN, **kwargs) -> String:
    return String(length=length, **kwargs, **COLLATION_ARGS)

class UtcDateTime(TypeDecorator):
    impl = TIMESTAMP(timezone=True)
    cache_ok = True
    def process_bind_param(self, value, dialect):
        if not isinstance(value, int):
            raise TypeError(value)
        return value
    def load_dialect_impl(self, dialect):
        if dialect.name == "mssql":
            return mssql.DATETIME2(precision=6)
        elif dialect.name == "mysql":
            return mysql.TIMESTAMP(fsp=6)
        return super().load_dialect_impl(dialect)

class ExtendedJSON(TypeDecorator):
    impl = Text
    cache_ok = True

class LoggingMixin:
    pass
