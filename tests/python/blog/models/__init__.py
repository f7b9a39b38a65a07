"""All models."""
from .user import User, UserBase
from .post import Post, PostTagLink, Comment
from .tag import Tag
__all__ = ["User", "Post", "Tag"]
