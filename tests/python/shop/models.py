from typing import *
import decimal
from sqlalchemy import *
from sqlalchemy.orm import relationship, Mapped
from sqlalchemy.sql import func, expression as expr
from sqlalchemy.types import TypeDecorator
import sqlalchemy.types as types
from . import db
from .db import Base, TimestampMixin, uuid_column, mapper_registry
from .constants import SIZES, MAX_NAME as LEN
from . import constants as C

class JSONType(TypeDecorator):
    impl = types.Text
    cache_ok = True
    def process_bind_param(self, value, dialect):
        import json
        return json.dumps(value)

class Category(Base):
    __tablename__ = C.PREFIX + 'categories'
    __mapper_args__ = {'order_by': None} if False else {}
    name = Column(String(LEN), nullable=False, index=True, comment='the name')
    parent_id = Column(Integer, ForeignKey(f'{C.PREFIX}categories.id'))
    kind = Column(Enum(*SIZES, name='size_kind'), default=SIZES[0])
    meta = Column('metadata', JSONType)

class Product(TimestampMixin, Base):
    __tablename__ = 'product'
    uid = uuid_column(unique=True, nullable=False)
    price = Column(Numeric(precision=10, scale=2, asdecimal=True), nullable=False, server_default=text('0.00'))
    weight = Column(Float(asdecimal=False))
    stock = Column(SmallInteger, CheckConstraint('stock >= 0'), nullable=False, default=0)
    category_id = Column(Integer, ForeignKey(Category.id, ondelete='SET NULL', onupdate='CASCADE'), nullable=True)
    category = relationship(Category)
    tags = relationship('Tag', secondary=lambda: product_tags)
    code = Column(CHAR(8), server_default=text("('x')"))
    seen = Column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
    search = Column(LargeBinary(length=100))
    ratio = Column(Float, nullable=False, server_default=text('1.5'))
    big = Column(BigInteger, Sequence('big_seq'), nullable=True)

    __table_args__ = tuple([CheckConstraint('price > 0', name='positive')]) + (Index('ix_cat_price', category_id, price.desc()),)

class Tag(Base):
    __tablename__ = 'tag'
    label: str = Column(String(30), nullable=False, unique=True, index=True)
    counter: Optional[int] = Column(Integer, server_default=FetchedValue())

product_tags = Table('product_tags', Base.metadata, *[
    Column('product_id', Integer, ForeignKey('product.id')),
    Column('tag_id', Integer, ForeignKey(Tag.id)),
], PrimaryKeyConstraint('product_id', 'tag_id'))

@mapper_registry.mapped
class Loose:
    __tablename__ = 'loose'
    metadata = Base.metadata
    id = Column(Integer, primary_key=True)
    note = Column(Text, nullable=False, server_default='')
