"""An enum, indexes and keys

Revision ID: 002
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import table, column

revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None

status = postgresql.ENUM("draft", "live", name="status", create_type=False)

def upgrade():
    status.create(op.get_bind(), checkfirst=True)
    op.create_table("post",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("status", status, nullable=False, server_default="draft"),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Unicode(200), nullable=False),
        sa.Column("body", sa.UnicodeText()),
        sa.ForeignKeyConstraint(["account_id"], ["app.account.id"], name=op.f("fk_post_account"), ondelete="CASCADE", onupdate="CASCADE", deferrable=True, initially="DEFERRED"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index("ix_lower", "post", [sa.text("lower(title)")], postgresql_where=sa.text("status = 'live'"), unique=True)
    op.create_index("ix_gin", "post", ["title"], postgresql_using="hash")
    op.create_unique_constraint(None, "post", ["title", "account_id"])

def downgrade():
    op.drop_constraint(None, "post", type_="unique")
    op.drop_index("ix_gin")
    op.drop_index("ix_lower", table_name="post")
    op.drop_table("post")
    status.drop(op.get_bind())
