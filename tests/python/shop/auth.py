import datetime as dt
import enum
import sqlalchemy as sa
from sqlalchemy import Table, Column, ForeignKey, Integer, String, Boolean, text, UniqueConstraint, Index, Enum, and_, func
from sqlalchemy.orm import relationship, backref, validates, synonym, column_property, deferred
from sqlalchemy.ext.hybrid import hybrid_property
from .db import Base, TimestampMixin, METADATA as metadata

class Gender(str, enum.Enum):
    male = "M"
    female = "F"
    def label(self): return self.value.title()

user_roles = Table('user_roles', metadata,
    Column('user_id', Integer, ForeignKey('user.id', ondelete='CASCADE'), primary_key=True),
    Column('role_id', ForeignKey('role.id'), primary_key=True),
    Index('ix_user_roles_role', 'role_id'),
)

class Role(Base):
    name = Column(String(64), unique=True)
    permissions = Column(Integer, server_default='0', nullable=False)
    NAMES = ('a', 'b')
    users = relationship('User', secondary=user_roles, back_populates='roles')

class User(TimestampMixin, Base):
    __table_args__ = (
        UniqueConstraint('email', 'tenant', name='uq_email_tenant'),
        Index('ix_lower_mail', text('lower(email)')),
        Index('ix_active', 'active', sqlite_where=text('active = 1'), postgresql_where=text('active')),
        {'extend_existing': True, 'info': {'x': 1}},
    )
    email = Column(String(120), nullable=False)
    tenant = Column(String(20), nullable=False, default='main')
    _password = Column('password', String(128))
    gender = Column(Enum(Gender), nullable=False, default=Gender.male)
    active = Column(Boolean(), default=True, server_default=sa.sql.expression.true())
    manager_id = Column(Integer, ForeignKey('user.id'))
    manager = relationship('User', remote_side='User.id', backref=backref('reports'))
    roles = relationship(Role, secondary=user_roles, lazy='dynamic')
    bio = deferred(Column(sa.Text))
    joined = Column(sa.Date, default=dt.date.today)
    mail = synonym('email')
    login = column_property(email + tenant)

    @property
    def password(self): raise AttributeError
    @hybrid_property
    def is_new(self): return self.id is None
    @validates('email')
    def lower(self, key, value): return value.lower()

Index('ix_user_joined', User.joined)
sa.event.listen(User, 'before_insert', lambda m, c, t: None)
Index('ix_user_lower', func.lower(User.email), User.joined.desc())
Index('ix_user_more', func.coalesce(User.email, 'none'), postgresql_where=and_(User.active, User.email != None))
