"""SQLAlchemy 2.0, as its documentation writes it."""
import enum
import ipaddress
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional

from sqlalchemy import TIMESTAMP, BigInteger, Enum, ForeignKey, Identity, Index, MetaData, Numeric, String, Table, Column, UniqueConstraint, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, INET, JSONB
from sqlalchemy.ext.associationproxy import association_proxy
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


# ---- another base: how enums are kept is said for all of them ----
class Values(DeclarativeBase):
    type_annotation_map = {
        enum.Enum: Enum(enum.Enum, values_callable=lambda members: [m.value for m in members]),
    }


class Labelled(enum.StrEnum):
    label: str

    def __new__(cls, value: str, label: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Plan(Labelled):
    FREE = "free", "Costs nothing"
    PAID = "paid", "Costs something"


class Health(enum.Enum):
    GOOD = "good"
    BAD = "bad"
    GONE = "gone"


class HasOwner:
    @declared_attr
    def owner(cls) -> Mapped["Account"]:
        name = cls.__name__
        cls.owner_of = association_proxy("owner", name.lower())
        return relationship(Account, order_by=f"desc({name}.id)")


class Account(HasOwner, Values):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[Plan]
    status: Mapped[enum.Enum] = mapped_column(Enum(Health, values_callable=lambda x: [e.value for e in x if e.value != "gone"]))
    address: Mapped[ipaddress.IPv4Address | ipaddress.IPv6Address | None] = mapped_column(INET)
    remark: Mapped[str]


def close(path):
    try:
        path.close()
    except OSError, ValueError:
        return None
