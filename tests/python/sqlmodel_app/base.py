import enum
from datetime import datetime
from typing import Optional

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"


class Size(enum.Enum):
    S = 1
    XL = 2


class Stamped(SQLModel):
    created_at: datetime = Field(default_factory=datetime.utcnow, nullable=False)
    changed_at: Optional[datetime] = None


def fk(target, **kwargs):
    """A helper that returns a field."""
    return Field(foreign_key=target, **kwargs)


def identity_pk():
    return Field(default=None, primary_key=True)


NAME_LENGTH = 40
