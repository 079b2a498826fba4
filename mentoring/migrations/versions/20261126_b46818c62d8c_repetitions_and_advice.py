"""repetitions and advice

Revision ID: b46818c62d8c
Revises: 603bae5fb5db
"""

import sqlalchemy as sa
from alembic import op


revision = 'b46818c62d8c'
down_revision = '603bae5fb5db'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('deed', sa.String(length=10), nullable=False, server_default='plan'))
        batch_op.add_column(sa.Column('of_run_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('workers', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('course', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('advice', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('decided', sa.JSON(none_as_null=True), nullable=True))
        batch_op.drop_index('uq_run_going', sqlite_where=sa.text("status IN ('queued', 'running')"), postgresql_where=sa.text("status IN ('queued', 'running')"))
        batch_op.create_index('uq_run_going', ['term_id', 'wing', 'deed'], unique=True, sqlite_where=sa.text("status IN ('queued', 'running')"), postgresql_where=sa.text("status IN ('queued', 'running')"))
        batch_op.create_index(batch_op.f('ix_run_of_run_id'), ['of_run_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_run_of_run_id'), 'run', ['of_run_id'], ['id'], ondelete='SET NULL')

        batch_op.create_check_constraint(batch_op.f('ck_run_deed'), "deed IN ('plan', 'repeat', 'advice')")
    # the defaults were for the rows that are there; new ones say what they are
    with op.batch_alter_table('run', schema=None) as batch_op:
        for name in ('deed', 'workers', 'course', 'advice'):
            batch_op.alter_column(name, server_default=None)


def downgrade():
    op.execute("DELETE FROM run WHERE deed <> 'plan'")
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_run_deed'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_run_of_run_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_run_of_run_id'))
        batch_op.drop_index('uq_run_going', sqlite_where=sa.text("status IN ('queued', 'running')"), postgresql_where=sa.text("status IN ('queued', 'running')"))
        batch_op.create_index('uq_run_going', ['term_id', 'wing'], unique=True, sqlite_where=sa.text("status IN ('queued', 'running')"), postgresql_where=sa.text("status IN ('queued', 'running')"))
        batch_op.drop_column('decided')
        batch_op.drop_column('advice')
        batch_op.drop_column('course')
        batch_op.drop_column('workers')
        batch_op.drop_column('of_run_id')
        batch_op.drop_column('deed')
