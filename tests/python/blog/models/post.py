import datetime
import typing
from decimal import Decimal
from sqlmodel import SQLModel, Field, Relationship, Column, ForeignKey, Integer, UniqueConstraint, Index, CheckConstraint, String, Text, BigInteger, Boolean
from sqlalchemy import Numeric, text, Enum as SAEnum, PrimaryKeyConstraint
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.sql.sqltypes import TIMESTAMP
from blog.models.base import TimestampMixin, TITLE_MAX
from blog.models.user import User
import enum

class State(enum.Enum):
    draft = "d"
    published = "p"
    ARCHIVED = "a"

class PostTagLink(SQLModel, table=True):
    post_id: typing.Optional[int] = Field(default=None, foreign_key="post.id", primary_key=True)
    tag_id: typing.Optional[int] = Field(default=None, foreign_key="tag.id", primary_key=True)
    order: int = 0

class Post(TimestampMixin, SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("slug", "author_id", name="unique_slug_author"),
        Index("idx_state_date", "state", "date"),
        CheckConstraint("length(title) > 0"),
        {"sqlite_autoincrement": True},
    )
    id: typing.Optional[int] = Field(default=None, primary_key=True)
    title: str = Field(max_length=TITLE_MAX, nullable=False, index=True)
    slug: str = Field(sa_column=Column(String(80), nullable=False, index=True))
    body: str = Field(sa_column=Column("content", Text, nullable=True))
    state: State = Field(sa_column=Column(SAEnum(State, name="post_state", values_callable=lambda x: [e.value for e in x]), nullable=False, server_default="d"))
    date: datetime.date = Field(default_factory=datetime.date.today)
    at: datetime.datetime = Field(sa_column=Column(TIMESTAMP(timezone=True), nullable=False, server_default=text("CURRENT_TIMESTAMP")))
    duration: typing.Optional[datetime.timedelta]
    rating: float = Field(default=0.0, sa_column_kwargs={"server_default": "0.0"})
    price: Decimal = Field(sa_column=Column("price", Numeric(8, 2)))
    author_id: int = Field(sa_column=Column(Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False))
    editor_id: typing.Optional[int] = Field(default=None, foreign_key="users.id")
    views: int = Field(default=0, sa_column=Column(BigInteger(), default=0))
    author: User = Relationship(back_populates="posts", sa_relationship_kwargs=dict(foreign_keys="Post.author_id"))
    tags: typing.List["Tag"] = Relationship(back_populates="posts", link_model=PostTagLink)
    type: str = "text"
    _cache: dict = {}
    SIZE: typing.ClassVar[int] = 3

class Comment(SQLModel, table=True):
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": True})
    parent: typing.Optional["int"] = Field(foreign_key="comment.id")
    post: int = Field(foreign_key=f"{Post.__name__.lower()}.id")
    text_: str = Field(alias="text", sa_column_kwargs={"name": "text"})

from blog.models.tag import Tag
Post.update_forward_refs()
