"""days of camps: what stands in calendars of a published camp, and feeds of its rooms

Revision ID: days_of_camps
Revises: runs_of_camps
"""

import sqlalchemy as sa
from alembic import op


revision = 'days_of_camps'
down_revision = 'runs_of_camps'
branch_labels = None
depends_on = None

_OWNERS = ' + '.join(f'(CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END)' for name in ('mentor', 'pupil', 'venue', 'account'))
_MADE_OF = {'activity': 'activity', 'block': 'camp_block', 'room': 'camp_room'}


def upgrade():
    op.create_table(
        'camp_entry',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('camp_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=4), nullable=False),
        *(sa.Column(f'{name}_id', sa.Integer(), nullable=True) for name in _MADE_OF),
        sa.Column('title', sa.String(length=120), nullable=False),
        sa.Column('place', sa.String(length=300), nullable=False),
        sa.Column('first', sa.Date(), nullable=False),
        sa.Column('last', sa.Date(), nullable=False),
        sa.Column('start', sa.Time(), nullable=True),
        sa.Column('end', sa.Time(), nullable=True),
        sa.Column('is_cancelled', sa.Boolean(), nullable=False),
        sa.Column('uid', sa.String(length=80), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('modified_at', sa.DateTime(), nullable=False),
        sa.Column('people_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint("what IN ('run', 'camp', 'stay')", name=op.f('ck_camp_entry_what')),
        sa.ForeignKeyConstraint(['camp_id'], ['camp.id'], name=op.f('fk_camp_entry_camp_id'), ondelete='CASCADE'),
        *(
            sa.ForeignKeyConstraint([f'{name}_id'], [f'{table}.id'], name=op.f(f'fk_camp_entry_{name}_id'), ondelete='SET NULL')
            for name, table in _MADE_OF.items()
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_camp_entry')),
        sa.UniqueConstraint('uid', name=op.f('uq_camp_entry_uid')),
    )
    for name in ('camp_id', 'room_id'):
        op.create_index(op.f(f'ix_camp_entry_{name}'), 'camp_entry', [name])
    op.create_table(
        'camp_entry_person',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('entry_id', sa.Integer(), nullable=False),
        sa.Column('pupil_id', sa.Integer(), nullable=True),
        sa.Column('mentor_id', sa.Integer(), nullable=True),
        sa.Column('is_out', sa.Boolean(), nullable=False),
        sa.Column('turns', sa.Integer(), nullable=False),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            '(CASE WHEN mentor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN pupil_id IS NULL THEN 0 ELSE 1 END) = 1',
            name=op.f('ck_camp_entry_person_one_person'),
        ),
        sa.ForeignKeyConstraint(['entry_id'], ['camp_entry.id'], name=op.f('fk_camp_entry_person_entry_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['pupil_id'], ['pupil.id'], name=op.f('fk_camp_entry_person_pupil_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['mentor_id'], ['mentor.id'], name=op.f('fk_camp_entry_person_mentor_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_camp_entry_person')),
        sa.UniqueConstraint('entry_id', 'pupil_id', name=op.f('uq_camp_entry_person_entry_id')),
        sa.UniqueConstraint('entry_id', 'mentor_id', name='uq_camp_entry_person_mentor'),
    )
    for name in ('pupil_id', 'mentor_id'):
        op.create_index(op.f(f'ix_camp_entry_person_{name}'), 'camp_entry_person', [name])
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.add_column(sa.Column('room_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_subscription_room_id'), ['room_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_subscription_room_id'), 'camp_room', ['room_id'], ['id'], ondelete='CASCADE')
        batch_op.drop_constraint(batch_op.f('ck_subscription_one_owner'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_subscription_one_owner'), f'{_OWNERS} + (CASE WHEN room_id IS NULL THEN 0 ELSE 1 END) = 1')


def downgrade():
    op.execute('DELETE FROM subscription WHERE room_id IS NOT NULL')
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_subscription_one_owner'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_subscription_one_owner'), f'{_OWNERS} = 1')
        batch_op.drop_constraint(batch_op.f('fk_subscription_room_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_subscription_room_id'))
        batch_op.drop_column('room_id')
    op.drop_table('camp_entry_person')
    op.drop_table('camp_entry')
