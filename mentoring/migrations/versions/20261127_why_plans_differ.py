"""why a plan of a run differs from the one in force, found by the worker

Revision ID: why_plans_differ
Revises: closures_of_camps
"""

import sqlalchemy as sa
from alembic import op


revision = 'why_plans_differ'
down_revision = 'closures_of_camps'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('differs', sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_column('differs')
