"""Rows, without rows being read

Revision ID: 009
"""
from datetime import date, datetime
from decimal import Decimal

from alembic import op
import sqlalchemy as sa

revision = '009'
down_revision = '008'
branch_labels = None
depends_on = None

users = sa.table("user", sa.column("id", sa.Integer), sa.column("order"), sa.column("active", sa.Boolean),
                 sa.column("name", sa.String), sa.column("at"), sa.column("price"))
NAMES = ["x", "it's"]


def upgrade():
    op.create_table(
        "user",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order", sa.Integer),
        sa.Column("active", sa.Boolean),
        sa.Column("name", sa.String(20)),
        sa.Column("at", sa.DateTime),
        sa.Column("price", sa.Numeric(10, 2)),
    )
    op.bulk_insert(users, [{"name": name, "at": date(2020, 1, 2), "price": Decimal("1.50")} for name in NAMES])
    op.bulk_insert(users, [{"name": "y", "active": True}, {"name": None, "active": False}, {"order": -1}])
    op.execute(
        users.update()
        .where(users.c.order == op.inline_literal(3))
        .where(users.c.name.is_(None))
        .values({"name": op.inline_literal("it's"), "active": True})
    )
    op.execute(sa.insert(users).values(name="x", order=5, at=datetime(2020, 1, 2)))
    conn = op.get_bind()
    conn.execute(users.delete().where(sa.or_(users.c.id > 5, users.c.order.in_([1, 2]))))
    conn.execute(users.update().values(name=sa.func.lower(users.c.name), order=users.c.order + 1))
    conn.execute(sa.update(users).where(users.c.active == sa.false()).values(order=None))
    conn.execute(sa.text('UPDATE "user" SET name = :name WHERE "order" = :n AND name <> \':name\''), {"name": "o'x", "n": 7})


def downgrade():
    op.drop_table("user")
