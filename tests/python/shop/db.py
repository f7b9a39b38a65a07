import re
from sqlalchemy import MetaData, Column, Integer, DateTime, func, event
from sqlalchemy.ext.declarative import as_declarative, declared_attr, declarative_base
from sqlalchemy.orm import registry, declarative_mixin, scoped_session, sessionmaker

def to_snake(name):
    return re.sub('(?!^)([A-Z]+)', r'_\1', name).lower()

mapper_registry = registry()

@as_declarative()
class Base:
    id = Column(Integer, primary_key=True, index=True)

    @declared_attr
    def __tablename__(cls) -> str:
        return cls.__name__.lower()

    def as_dict(self):
        return {c.name: getattr(self, c.name) for c in self.__table__.columns}

METADATA = Base.metadata
Session = scoped_session(sessionmaker())

@declarative_mixin
class TimestampMixin:
    created_at = Column(DateTime, default=func.now(), nullable=False)
    updated_at = Column(DateTime, default=func.now(), onupdate=func.now())

def uuid_column(**kw):
    from sqlalchemy import String
    return Column(String(36), **kw)
