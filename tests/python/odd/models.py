"""Constructs of SQLAlchemy 1.4 that are seldom met."""
import enum
from sqlalchemy import *
from sqlalchemy.orm import declarative_base, relationship, deferred, column_property, synonym, composite, backref, declared_attr, validates, declarative_mixin
from sqlalchemy.ext.hybrid import hybrid_property
Base = declarative_base()
METADATA = Base.metadata
class ModelMixin(object):
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()
class Color(enum.Enum):
    red = 1
    blue = 2
class Point:
    def __init__(self, x, y): self.x = x; self.y = y
    def __composite_values__(self): return self.x, self.y
class Audit:
    created = Column(DateTime, default=func.now(), nullable=False)
    @declared_attr
    def author_id(cls):
        return Column(Integer, ForeignKey("person.id"))
    @declared_attr
    def author(cls):
        return relationship("Person")
class Person(ModelMixin, Base):
    id = Column(Integer, primary_key=True)
    type = Column(String(20))
    __mapper_args__ = {"polymorphic_on": type, "polymorphic_identity": "person"}
class Employee(Person):
    __tablename__ = "employee"
    id = Column(Integer, ForeignKey("person.id"), primary_key=True)
    salary = Column(Numeric(10, 2), CheckConstraint("salary > 0"))
    __mapper_args__ = {"polymorphic_identity": "employee"}
class Boss(Person):
    __tablename__ = None
    level = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "boss"}
class Order(Audit, Base):
    __tablename__ = "order"
    id = Column(Integer, primary_key=True)
    color = Column(Enum(Color, name="color", values_callable=lambda x: [str(e.value) for e in x]))
    names = Column(Enum(*[c.name for c in Color], name="names", native_enum=False))
    ref = Column(String(36))
    parent_id = Column(Integer, ForeignKey("order.id", ondelete="SET NULL"))
    x = Column(Integer, key="ex", info={})
    start = composite(Point, Column("x1", Integer), Column("y1", Integer, nullable=False))
    dur = Column(Interval(native=False))
    __table_args__ = (UniqueConstraint(ref, parent_id, name="u"), Index(None, ref))


class View(Base):
    __table__ = Table("v", Base.metadata, Column("id", Integer, primary_key=True), Column("n", Integer))
    more = column_property(__table__.c.n + 1)
