"""Accounts in a schema, with rows

Revision ID: 001
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import table, column

revision = '001'
down_revision = None
branch_labels = None
depends_on = None

def upgrade():
    user = op.create_table(
        "account",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), primary_key=True),
        sa.Column("email", sa.String(255), nullable=False, unique=True, comment="who"),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("meta", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.String()), nullable=True),
        sa.Column("total", sa.Numeric(10, 2), sa.CheckConstraint("total >= 0", name="ck_total"), server_default="0"),
        sa.Column("uid", postgresql.UUID(as_uuid=True), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.CheckConstraint("length(email) > 3"),
        comment="accounts",
        schema="app",
    )
    op.bulk_insert(user, [{"email": "a@b.c", "total": 1.5, "meta": {"a": [1, None, True]}}])

def downgrade():
    op.drop_table("account", schema="app")
