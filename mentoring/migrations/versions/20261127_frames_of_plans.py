"""frames of plans

Revision ID: frames_of_plans
Revises: a3cfef052b6a
"""

import sqlalchemy as sa
from alembic import op


revision = 'frames_of_plans'
down_revision = 'a3cfef052b6a'
branch_labels = None
depends_on = None

GOING, IN_FORCE = sa.text("status IN ('queued', 'running')"), sa.text("status = 'published'")
INDEXES = {'run': ('uq_run_going', ['deed'], GOING), 'plan': ('uq_plan_in_force', [], IN_FORCE)}


def upgrade():
    for table in INDEXES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('frame', sa.String(length=20), nullable=True))
            batch_op.alter_column('term_id', existing_type=sa.Integer(), nullable=True)
        op.execute(f"UPDATE {table} SET frame = 'term:' || term_id")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('frame', existing_type=sa.String(length=20), nullable=False)
        _index(table, 'frame')
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('from_date', sa.Date(), nullable=True))


def downgrade():
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.drop_column('from_date')
    for table in INDEXES:
        op.execute(f'DELETE FROM {table} WHERE term_id IS NULL')
        _index(table, 'term_id')
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('term_id', existing_type=sa.Integer(), nullable=False)
            batch_op.drop_column('frame')


def _index(table, key):
    """What there is one of at a time: by term, or by frame."""
    name, more, where = INDEXES[table]
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_index(name, sqlite_where=where, postgresql_where=where)
        batch_op.create_index(name, [key, 'wing', *more], unique=True, sqlite_where=where, postgresql_where=where)
