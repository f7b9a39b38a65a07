"""By dialect, in batches and loops

Revision ID: 007
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import table, column

revision = '007'
down_revision = '006'
branch_labels = None
depends_on = None

def upgrade():
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        op.execute("ALTER TABLE article ALTER COLUMN headline SET STATISTICS 1000")
    elif bind.dialect.name == "sqlite":
        op.execute("PRAGMA foreign_keys=ON")
    else:
        op.execute("SELECT 1")
    with op.batch_alter_table("article", schema=None, naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"}) as b:
        b.drop_constraint("fk_parent", type_="foreignkey")
        b.drop_column("parent_id")
        b.create_foreign_key("fk_p2", "net", ["id"], ["id"])
        b.create_index("ix_q", ["headline", sa.text("id DESC")], unique=False)
    op.get_bind().execute(sa.text("DELETE FROM net WHERE cidr = :c"), {"c": "10.0.0.0/8"})
    for name, ty in (("a", sa.Integer()), ("b", sa.String(20))):
        op.add_column("net", sa.Column(name, ty))
    print("done")

def downgrade():
    with op.batch_alter_table("article") as b:
        b.drop_index("ix_q")
        b.drop_constraint("fk_p2", type_="foreignkey")
        b.add_column(sa.Column("parent_id", sa.BigInteger(), nullable=True))
        b.create_foreign_key("fk_parent", "article", ["parent_id"], ["id"])
    for name in ["b", "a"]:
        op.drop_column("net", name)
