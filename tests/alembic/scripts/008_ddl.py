"""DDL in its own words

Revision ID: 008
"""
from alembic import op
import sqlalchemy as sa

revision = '008'
down_revision = '007'
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_d1 ON net USING gin (lower(b) gin_trgm_ops, a DESC NULLS LAST) WHERE a > 1")
    op.execute("ALTER INDEX ix_d1 RENAME TO ix_d2; DROP INDEX IF EXISTS ix_gone")
    op.execute("""
        ALTER TABLE net
            ADD COLUMN c varchar(20) NOT NULL DEFAULT 'x',
            ADD COLUMN d timestamp with time zone,
            ALTER COLUMN a SET NOT NULL,
            ALTER a SET DEFAULT 3,
            ADD CONSTRAINT ck_a CHECK (a > (1 + 1)) NOT VALID,
            DROP COLUMN IF EXISTS room CASCADE
    """)
    op.execute("ALTER TABLE net RENAME c TO e")
    op.execute("ALTER TABLE net ALTER COLUMN e TYPE text USING e::text, ALTER COLUMN a DROP NOT NULL, ALTER a DROP DEFAULT")
    op.execute("ALTER TABLE article ADD COLUMN net_id integer")
    op.execute("ALTER TABLE article ADD CONSTRAINT fk_net FOREIGN KEY (net_id) REFERENCES net (id) ON DELETE SET NULL ON UPDATE NO ACTION")
    op.execute("ALTER TABLE article RENAME CONSTRAINT fk_net TO fk_net_2")
    op.execute("ALTER TABLE net DROP CONSTRAINT net_pkey CASCADE, ADD CONSTRAINT pk PRIMARY KEY (id)")
    op.execute("CREATE UNIQUE INDEX ix_uq ON net (a, b)")
    op.execute("ALTER TABLE net ADD CONSTRAINT uq_ab UNIQUE USING INDEX ix_uq")
    op.execute("ALTER TYPE status RENAME VALUE 'gone' TO 'left'")
    op.execute("ALTER TYPE public.status RENAME TO article_status")
    op.execute("ALTER TABLE net RENAME TO network")
    op.execute("DROP TABLE IF EXISTS gone, network CASCADE")
    op.execute("CREATE TABLE t (id int)")


def downgrade():
    pass
