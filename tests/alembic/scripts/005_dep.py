"""What depends on rows

Revision ID: 005
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import table, column

revision = '005'
down_revision = '003'
branch_labels = None
depends_on = 'networking'

def upgrade():
    bind = op.get_bind()
    session = sa.orm.Session(bind=bind)
    for a in session.query(Account).all():
        a.x = 1
    session.commit()
    insp = sa.inspect(bind)
    if "x" in insp.get_table_names():
        op.drop_table("x")
    op.execute(column("x"))
    something()

def downgrade():
    pass
