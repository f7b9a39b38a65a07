"""SQLAlchemy 2.0, as its documentation writes it."""
import enum
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional

from sqlalchemy import TIMESTAMP, BigInteger, ForeignKey, Identity, Index, MetaData, Numeric, String, Table, Column, UniqueConstraint, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column, relationship

intpk = Annotated[int, mapped_column(primary_key=True)]
str30 = Annotated[str, 30]
name_t = Annotated[str, mapped_column(String(50), index=True)]
timestamp = Annotated[datetime, mapped_column(server_default=func.now(), nullable=False)]


class Status(enum.Enum):
    PENDING = "pending"
    DONE = "done"


class Base(DeclarativeBase):
    metadata = MetaData(schema="app")
    type_annotation_map = {
        str: String(120),
        Decimal: Numeric(12, 2),
        datetime: TIMESTAMP(timezone=True),
    }


class Mixin:
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"

    made: Mapped[timestamp]


class User(Mixin, Base):
    id: Mapped[intpk]
    name: Mapped[name_t]
    full: Mapped[Optional[str]]
    balance: Mapped[Decimal] = mapped_column(default=Decimal("0"))
    status: Mapped[Status] = mapped_column(default=Status.PENDING)
    token: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    role: Mapped[Literal["admin", "guest"]]
    posts: Mapped[list["Post"]] = relationship(back_populates="author")
    boss: Mapped["User | None"] = relationship()


class Post(Mixin, Base):
    __table_args__ = (
        UniqueConstraint("author_id", "headline"),
        Index("ix_live", "headline", postgresql_where=text("live"), sqlite_where=text("live")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("app.users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column("headline", String(200))
    live: Mapped[bool] = mapped_column(server_default=text("true"))
    author: Mapped[User] = relationship(back_populates="posts")
    not_mapped: int = 3
    _private = 4


Table("links", Base.metadata, Column("a", ForeignKey("app.posts.id"), primary_key=True), Column("b", ForeignKey("app.posts.id"), primary_key=True))
