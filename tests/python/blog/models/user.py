from typing import TYPE_CHECKING, List, Optional, Set
from pydantic import EmailStr, conint, constr, validator, BaseModel
from sqlmodel import AutoString, Field, Relationship
import sqlmodel
import sqlalchemy
from .base import SQLModel, TimestampMixin, UUIDMixin, Money
from enum import Enum

if TYPE_CHECKING:
    from .post import Post

class Plan(Enum):
    FREE = 0
    PRO = 1

class UserBase(SQLModel):
    """Shared"""
    username: str = Field(..., min_length=3, max_length=50, regex="^[a-z]+$", sa_column_kwargs={"unique": True})
    email: str = Field(index=True, sa_column_kwargs={"unique": True})
    full_name: Optional[str] = Field(None, max_length=100, description="the name")
    age: Optional[conint(gt=0)] = None
    points: int = Money()
    plan: Plan = Field(default=Plan.FREE)
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": sqlalchemy.true()})
    settings: Optional[dict] = Field(default_factory=dict, sa_column=sqlmodel.Column(sqlalchemy.JSON))

class User(UserBase, TimestampMixin, UUIDMixin, table=True):
    __tablename__ = "users"
    id: Optional[int] = Field(default=None, primary_key=True, nullable=False)
    hashed_password: str
    posts: List["Post"] = Relationship(back_populates="author", sa_relationship_kwargs={"lazy": "selectin", "cascade": "all, delete"})
    friend_id: Optional[int] = Field(default=None, foreign_key="users.id")

    @validator("username")
    def check(cls, v):
        return v

    @property
    def short(self) -> str:
        return self.username[:3]

class UserCreate(UserBase):
    password: str

class UserRead(BaseModel):
    id: int
