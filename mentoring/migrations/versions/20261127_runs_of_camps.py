"""runs of camps

Revision ID: runs_of_camps
Revises: frames_of_plans
"""

import sqlalchemy as sa
from alembic import op


revision = 'runs_of_camps'
down_revision = 'frames_of_plans'
branch_labels = None
depends_on = None

OF = {'plan': 'plan', 'activity': 'activity', 'block': 'camp_block', 'room': 'camp_room'}


def upgrade():
    op.create_table(
        'camp_run',
        sa.Column('id', sa.Integer(), nullable=False),
        *(sa.Column(f'{name}_id', sa.Integer(), nullable=False) for name in OF),
        *(
            sa.ForeignKeyConstraint([f'{name}_id'], [f'{table}.id'], name=op.f(f'fk_camp_run_{name}_id'), ondelete='CASCADE')
            for name, table in OF.items()
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_camp_run')),
    )
    for name in OF:
        op.create_index(op.f(f'ix_camp_run_{name}_id'), 'camp_run', [f'{name}_id'])
    for kind in ('pupil', 'mentor'):
        table = f'camp_run_{kind}'
        op.create_table(
            table,
            sa.Column('camp_run_id', sa.Integer(), nullable=False),
            sa.Column(f'{kind}_id', sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(['camp_run_id'], ['camp_run.id'], name=op.f(f'fk_{table}_camp_run_id'), ondelete='CASCADE'),
            sa.ForeignKeyConstraint([f'{kind}_id'], [f'{kind}.id'], name=op.f(f'fk_{table}_{kind}_id'), ondelete='CASCADE'),
            sa.PrimaryKeyConstraint('camp_run_id', f'{kind}_id', name=op.f(f'pk_{table}')),
        )
        op.create_index(op.f(f'ix_{table}_{kind}_id'), table, [f'{kind}_id'])


def downgrade():
    for table in ('camp_run_mentor', 'camp_run_pupil', 'camp_run'):
        op.drop_table(table)
