"""Loops over what is known

Revision ID: 010
"""
from alembic import op
import sqlalchemy as sa

revision = '010'
down_revision = '009'

INDEXES = {"ix_a": ["a"], "ix_ab": ["a", "b"]}
WIDTHS = {1: "one", 2: "two"}
CHANGED = {}
CHANGED["c"] = 1
MORE = ["d"]
MORE.append("e")


def upgrade():
    op.create_table(
        "looped",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.String(max(len(name) for name in INDEXES))),
        sa.Column("b", sa.Integer),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "looped", columns)
    for n in WIDTHS:
        op.add_column("looped", sa.Column(WIDTHS[n], sa.String(n)))
    for i, (n, word) in enumerate(WIDTHS.items(), start=3):
        op.add_column("looped", sa.Column(f"{word}_{n}", sa.String(i)))
    for name, n in zip(("x", "y"), range(5, 7)):
        op.add_column("looped", sa.Column(name, sa.String(n)))
    for name in sorted({"n": 1, "m": 2}.keys()):
        op.add_column("looped", sa.Column(name, sa.Integer))
    for name in CHANGED:
        op.add_column("looped", sa.Column(name, sa.Integer))
    for name in MORE:
        op.add_column("looped", sa.Column(name, sa.Integer))
    local = {}
    local["w"] = 3
    for name in local:
        op.add_column("looped", sa.Column(name, sa.Integer))


def downgrade():
    for name in reversed(list(INDEXES)):
        op.drop_index(name, "looped")
    op.drop_table("looped")
