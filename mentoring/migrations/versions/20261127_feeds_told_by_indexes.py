"""feeds told by indexes

Revision ID: told_by_indexes
Revises: 4c1d7e0a92f3
"""

from alembic import op


revision = 'told_by_indexes'
down_revision = '4c1d7e0a92f3'
branch_labels = None
depends_on = None

TOLD = ('programme_id', 'sequence', 'modified_at', 'people_at')


def upgrade():
    _index(*TOLD)


def downgrade():
    _index()


def _index(*more):
    """The indexes of sessions by mentor and by venue, with these columns besides."""
    with op.batch_alter_table('session', schema=None) as batch_op:
        for owner in ('mentor', 'venue'):
            batch_op.drop_index(f'ix_session_{owner}_date')
            batch_op.create_index(f'ix_session_{owner}_date', [f'{owner}_id', 'date', *more])
