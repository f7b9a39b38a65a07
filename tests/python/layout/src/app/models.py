from __future__ import annotations
import enum
import typing as t
from decimal import Decimal
from datetime import datetime, date
from sqlalchemy import ForeignKey, String, Numeric, Text, Enum as SQLEnum, Index, CheckConstraint, UniqueConstraint, Boolean, false, func, text, Computed, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship, WriteOnlyMapped, column_property, validates
from app.db import Base, Audit, intpk, ARRAY, INET, CITEXT

class Role(enum.StrEnum):
    ADMIN = enum.auto()
    USER = "user"

class Account(Audit, Base):
    __tablename__ = "account"
    email: Mapped[str] = mapped_column(CITEXT, unique=True)
    name: Mapped[t.Optional[str]] = mapped_column(String(30))
    role: Mapped[Role] = mapped_column(SQLEnum(Role, native_enum=False, length=20), default=Role.USER)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(20)), server_default="{}")
    settings: Mapped[dict[str, t.Any]]
    ip: Mapped[str | None] = mapped_column(INET)
    verified: Mapped[bool] = mapped_column(server_default=false())
    balance: Mapped[Decimal] = mapped_column(Numeric(10, 2), server_default=text("0"))
    born: Mapped[date | None]
    posts: Mapped[list[Post]] = relationship(back_populates="author", cascade="all, delete-orphan")
    logs: WriteOnlyMapped["Log"] = relationship()
    full: Mapped[str] = mapped_column(Computed("lower(name)", persisted=True))

class Post(Base):
    __tablename__ = "post"
    id: Mapped[intpk]
    author_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    author: Mapped[Account] = relationship(back_populates="posts")
    body: Mapped[str] = mapped_column(Text)
    score: Mapped[int] = mapped_column(default=0)
    excerpt = column_property(func.substr(body, 1, 10))
    __table_args__ = (Index("ix_body", func.lower(body)), CheckConstraint("score >= 0", name="score_pos"))
    __mapper_args__ = {"polymorphic_on": "score"}

class Log(Base):
    __tablename__ = "log"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    amount: Mapped["Decimal | None"]
from uuid import UUID
