from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, List, Optional, Union
import uuid

import sqlalchemy as sa
from pydantic import condecimal
from sqlalchemy import Column, ForeignKey, Index, String, UniqueConstraint, text
from sqlmodel import JSON, Field, Relationship, SQLModel

from b import NAME_LENGTH, Color, Size, Stamped, fk, identity_pk

if TYPE_CHECKING:
    from .shop import Order

METADATA = SQLModel.metadata


class PersonBase(SQLModel):
    name: str = Field(max_length=NAME_LENGTH, index=True)
    email: str = Field(sa_column_kwargs={"unique": True}, max_length=2 * NAME_LENGTH)
    age: int = 0


class Person(PersonBase, Stamped, table=True):
    id: Optional[int] = identity_pk()
    nick: Optional[str] = Field(default=None, max_length=20)
    height: Optional[float]
    active: bool = True
    photo: Optional[bytes] = None
    born: Optional[date] = None
    wakes: Union[time, None] = None
    slept: "Optional[timedelta]" = None
    money: condecimal(max_digits=12, decimal_places=3) = 0
    plain: Decimal = Decimal("0")
    key: uuid.UUID = Field(default_factory=uuid.uuid4)
    color: Color = Color.RED
    other_color: Optional[Color] = None
    size: Size = Size.S
    data: dict = Field(default={}, sa_column=Column(JSON))
    tags: List[str] = Field(sa_column=Column("tag_list", JSON, nullable=False))
    note: str = Field(default="", sa_column=Column(sa.Text(), nullable=False, server_default=text("('')")))
    orders: List["Order"] = Relationship(back_populates="person")

    @property
    def title(self) -> str:
        return self.name


class GameSession(SQLModel, table=True):
    code: str = Field(primary_key=True, max_length=10)
    round: int = Field(primary_key=True)
    person_id: int = fk("person.id", index=True)
    score: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    started: datetime = Field(sa_column=Column(sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False))

    __table_args__ = (
        UniqueConstraint("code", "person_id", name="uq_code_person"),
        Index("ix_score", "score", sa.text("round")),
        sa.CheckConstraint("score >= 0", name="ck_score"),
    )
