"""closures of camps

Revision ID: closures_of_camps
Revises: sealed_mails
"""

import sqlalchemy as sa
from alembic import op


revision = 'closures_of_camps'
down_revision = 'sealed_mails'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'camp_closure',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('block_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_camp_closure_activity_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['block_id'], ['camp_block.id'], name=op.f('fk_camp_closure_block_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_camp_closure')),
        sa.UniqueConstraint('activity_id', 'block_id', name=op.f('uq_camp_closure_activity_id')),
    )
    op.create_index(op.f('ix_camp_closure_block_id'), 'camp_closure', ['block_id'])


def downgrade():
    op.drop_table('camp_closure')
