import datetime as dt
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID, uuid4
import sqlalchemy as sa
import sqlalchemy.orm as so
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, MappedAsDataclass, declared_attr
from sqlalchemy.dialects.postgresql import UUID as PGUUID, JSONB, ARRAY, INET, CITEXT
T = TypeVar("T", bound="Base")
intpk = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
created = Annotated[dt.datetime, mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())]

class Base(AsyncAttrs, DeclarativeBase):
    type_annotation_map = {dt.datetime: sa.DateTime(timezone=True), dict[str, Any]: JSONB, str: sa.String(255)}
    metadata = sa.MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"})
    __mapper_args__ = {"eager_defaults": True}
    repr_cols: ClassVar[tuple] = ()
    def __repr__(self) -> str:
        return "x"

class IdMixin:
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)

class Audit(IdMixin):
    @declared_attr
    def created_by(cls) -> Mapped[UUID | None]:
        return mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[created]
    updated_at: Mapped[dt.datetime | None] = mapped_column(onupdate=sa.func.now())
