"""Alterations, and no way back

Revision ID: 003
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import table, column

revision = '003'
down_revision = '002'
branch_labels = None
depends_on = None

def upgrade():
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE status ADD VALUE IF NOT EXISTS 'gone' AFTER 'draft'")
    op.alter_column("post", "title", new_column_name="headline", existing_type=sa.Unicode(200), existing_nullable=False)
    op.alter_column("post", "body", type_=sa.Text(), nullable=False, server_default="", comment="text", postgresql_using="body::text")
    op.add_column("post", sa.Column("search", postgresql.TSVECTOR(), sa.Computed("to_tsvector('english', headline)", persisted=True)))
    op.add_column("post", sa.Column("parent_id", sa.BigInteger(), sa.ForeignKey("post.id", name="fk_parent"), nullable=True))
    op.drop_constraint("post_title_account_id_key", "post", type_="unique")
    op.create_table_comment("post", "posts", existing_comment=None)
    op.create_check_constraint("ck_x", "post", "length(headline) > 1")
    op.rename_table("post", "article")
    op.execute(sa.text("UPDATE article SET headline = :h WHERE id = :id").bindparams(h="it's", id=3))
    op.execute("CREATE EXTENSION IF NOT EXISTS pgcrypto")

def downgrade():
    raise NotImplementedError("no way back")
