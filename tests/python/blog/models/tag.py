from sqlmodel import *
from typing import List, Optional
from .post import PostTagLink
from .post import *

class Tag(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(sa_column=Column("name", String(30), unique=True))
    posts: List["Post"] = Relationship(back_populates="tags", link_model=PostTagLink)
