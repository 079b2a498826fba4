"""pins of camps

Revision ID: pins_of_camps
Revises: e5a7c2d9140b
"""

import sqlalchemy as sa
from alembic import op


revision = 'pins_of_camps'
down_revision = 'e5a7c2d9140b'
branch_labels = None
depends_on = None

OF = {'pupil': 'pupil', 'mentor': 'mentor', 'activity': 'activity', 'block': 'camp_block'}


def upgrade():
    op.create_table(
        'camp_pin',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('pupil_id', sa.Integer(), nullable=True),
        sa.Column('mentor_id', sa.Integer(), nullable=True),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('block_id', sa.Integer(), nullable=False),
        sa.CheckConstraint('(pupil_id IS NULL) <> (mentor_id IS NULL)', name=op.f('ck_camp_pin_person')),
        *(
            sa.ForeignKeyConstraint([f'{name}_id'], [f'{table}.id'], name=op.f(f'fk_camp_pin_{name}_id'), ondelete='CASCADE')
            for name, table in OF.items()
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_camp_pin')),
        sa.UniqueConstraint('pupil_id', 'block_id', name=op.f('uq_camp_pin_pupil_id')),
        sa.UniqueConstraint('mentor_id', 'block_id', name=op.f('uq_camp_pin_mentor_id')),
    )
    for name in ('activity', 'block'):
        op.create_index(op.f(f'ix_camp_pin_{name}_id'), 'camp_pin', [f'{name}_id'])


def downgrade():
    op.drop_table('camp_pin')
