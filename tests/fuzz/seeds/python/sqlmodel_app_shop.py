from __future__ import annotations

import typing as t

import sqlalchemy as sa
import sqlmodel
from sqlmodel import Field as F
from sqlmodel import SQLModel

from a import Person


class Order(SQLModel, table=True):
    __tablename__: t.ClassVar[str] = "orders"
    __table_args__ = {"comment": "what people buy"}

    id: t.Optional[int] = F(default=None, primary_key=True)
    person_id: t.Optional[int] = F(default=None, sa_column=sa.Column(sa.ForeignKey("person.id", ondelete="CASCADE", name="fk_orders_person"), index=True))
    state: str = F(sa_column=sa.Column(sa.Enum("new", "paid", name="order_state"), server_default="new", nullable=False))
    total: int = F(sa_column_args=[sa.CheckConstraint("total > 0")])
    big: int = F(sa_column=sa.Column(sa.BigInteger, unique=True, nullable=False))


class Tag(SQLModel, table=True):
    id: t.Optional[int] = F(default=None, primary_key=True)
    label: str = F(max_length=30)


class OrderTag(SQLModel, table=True):
    order_id: t.Optional[int] = F(default=None, foreign_key=f"{Order.__tablename__}.id", primary_key=True)
    tag_id: t.Optional[int] = F(default=None, foreign_key="tag.id", primary_key=True)


watchers = sa.Table(
    "watchers",
    SQLModel.metadata,
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("order_id", sa.Integer, sa.ForeignKey(Order.id), primary_key=True),
    sa.Column("since", sa.Date, nullable=False),
)
