"""why a plan of a run differs from the one in force, found by the worker

Revision ID: why_plans_differ
Revises: sealed_mails
"""

import sqlalchemy as sa
from alembic import op


revision = 'why_plans_differ'
down_revision = 'sealed_mails'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('differs', sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_column('differs')
