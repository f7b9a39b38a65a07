"""A branch with a label

Revision ID: 004
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import table, column

revision = '004'
down_revision = '001'
branch_labels = ('networking',)
depends_on = None

def upgrade():
    op.create_table("net", sa.Column("id", sa.Integer, primary_key=True), sa.Column("cidr", postgresql.CIDR), sa.Column("room", sa.Integer), sa.Column("during", postgresql.TSTZRANGE))
    op.create_exclude_constraint("ex", "net", ("during", "&&"), using="gist", where="room > 1")
    op.create_primary_key("pk", "nope", ["x"])

def downgrade():
    op.drop_table("net")
