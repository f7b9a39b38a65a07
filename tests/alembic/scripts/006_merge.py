"""Join both

Revision ID: 006
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import table, column

revision = '006'
down_revision = ('005', '004')
branch_labels = None
depends_on = None

def upgrade():
    pass
def downgrade():
    pass
