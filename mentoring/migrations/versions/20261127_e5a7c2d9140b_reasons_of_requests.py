"""reasons of requests to stand-ins

Revision ID: e5a7c2d9140b
Revises: days_of_camps
"""

import sqlalchemy as sa
from alembic import op


revision = 'e5a7c2d9140b'
down_revision = 'days_of_camps'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('stand_in_request', schema=None) as batch_op:
        # nobody was asked against a rule before
        batch_op.add_column(sa.Column('overridden', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('reason', sa.String(length=300), nullable=False, server_default=''))
    with op.batch_alter_table('stand_in_request', schema=None) as batch_op:
        batch_op.alter_column('overridden', existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column('reason', existing_type=sa.String(length=300), server_default=None)


def downgrade():
    with op.batch_alter_table('stand_in_request', schema=None) as batch_op:
        batch_op.drop_column('reason')
        batch_op.drop_column('overridden')
