from __future__ import annotations
import uuid as uuid_pkg
from datetime import datetime, timezone
from typing import Any, Optional, Dict
from sqlalchemy import text, Column, DateTime, func
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel as _SQLModel
import re

class SQLModel(_SQLModel):
    class Config:
        arbitrary_types_allowed = True
        orm_mode = True

class UUIDMixin(SQLModel):
    uuid: Optional[str] = Field(default_factory=lambda: str(uuid_pkg.uuid4()), index=True, nullable=False, max_length=36, sa_column_kwargs=dict(server_default=text("'x'"), unique=True))

class TimestampMixin(SQLModel):
    created_at: datetime = Field(default_factory=datetime.utcnow, sa_column_kwargs={"server_default": text("current_timestamp")}, nullable=False)
    updated_at: Optional[datetime] = Field(default_factory=datetime.utcnow, sa_column_kwargs={"server_default": func.now(), "onupdate": func.now()})

class SoftDelete:
    pass

def Money(**kw):
    return Field(default=0, ge=0, **kw)

TITLE_MAX: int = 255
