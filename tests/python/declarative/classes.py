import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, UniqueConstraint, func
from sqlalchemy.ext.declarative import declared_attr
from sqlalchemy.orm import relationship

from .types import *
from .types import Base


class Timestamps:
    created = Column(sa.DateTime, nullable=False, server_default=func.now())

    @declared_attr
    def creator_id(cls):
        return Column(Integer, ForeignKey("account.id", ondelete="SET NULL"))


class Named(object):
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()

    name = Column(String(50), nullable=False)


class Abstract(Base):
    __abstract__ = True
    id = Column(Integer, primary_key=True)


class Account(Abstract):
    __tablename__ = "account"
    login = Column(String(30), nullable=False, unique=True)
    kind = Column(String(10), nullable=False)
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "account"}


class Admin(Account):
    """single-table inheritance"""
    rights = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "admin"}


class Customer(Account):
    """joined inheritance"""
    __tablename__ = "customer"
    id = Column(Integer, ForeignKey("account.id"), primary_key=True)
    discount = Column(Integer)
    __table_args__ = (CheckConstraint("discount < 100", name="discount"),)
    __mapper_args__ = {"polymorphic_identity": "customer"}


class Project(Timestamps, Named, Abstract):
    parent_id = Column(ForeignKey("project.id"))
    slug = Column(String(20), index=True, unique=True)
    children = relationship("Project")
    __table_args__ = (
        UniqueConstraint("name", "parent_id"),
        Index("ix_project_low", func.lower(sa.text("slug"))) if False else Index(None, "name", "slug"),
    )


class Task(Timestamps, Abstract):
    __tablename__ = "task"
    project_id = Column(Integer, ForeignKey(Project.id, onupdate="CASCADE"), nullable=False)
    number = Column(Integer, nullable=False)
    a, b = Column(Integer), Column(String(5))
    __table_args__ = (
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["project_id", "number"], ["slot.project_id", "slot.number"], name="fk_slot"),
        Index("ix_task_desc", number.desc()),
        {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"},
    )


class Slot(Base):
    __tablename__ = "slot"
    project_id = Column(Integer, primary_key=True, autoincrement=False)
    number = Column(Integer, primary_key=True, autoincrement=False)


links = sa.Table(
    "links", Base.metadata,
    Column("one", ForeignKey("task.id"), primary_key=True),
    Column("two", ForeignKey("task.id"), primary_key=True),
    UniqueConstraint("two", "one"),
)


class Twice(Base):
    __tablename__ = "twice_first"
    id = Column(Integer, primary_key=True)


class Twice(Base):  # noqa: F811
    __tablename__ = "twice_second"
    id = Column(Integer, primary_key=True)
    name = Column(String(9))
