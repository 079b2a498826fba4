"""feeds of ones own

Revision ID: own_feeds
Revises: 8e81734c0b5a
"""

import sqlalchemy as sa
from alembic import op


revision = 'own_feeds'
down_revision = '8e81734c0b5a'
branch_labels = None
depends_on = None


_OWNERS = (
    '(CASE WHEN mentor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN pupil_id IS NULL THEN 0 ELSE 1 END)'
    ' + (CASE WHEN venue_id IS NULL THEN 0 ELSE 1 END)'
)


def upgrade():
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.add_column(sa.Column('feeds_show_initials', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('people_at', sa.DateTime(), nullable=True))

    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('only_venue_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('only_mentor_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('only_school_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('label', sa.String(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('detail', sa.String(length=8), nullable=False, server_default='place'))
        batch_op.add_column(sa.Column('detail_at', sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_subscription_account_id'), ['account_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_subscription_only_school_id'), 'school', ['only_school_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_subscription_only_venue_id'), 'venue', ['only_venue_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_subscription_account_id'), 'account', ['account_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_subscription_only_mentor_id'), 'mentor', ['only_mentor_id'], ['id'], ondelete='CASCADE')
        batch_op.drop_constraint(batch_op.f('ck_subscription_one_owner'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_subscription_one_owner'), f'{_OWNERS} + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END) = 1')
        batch_op.create_check_constraint(batch_op.f('ck_subscription_detail'), "detail IN ('busy', 'place', 'initials')")
    # the defaults were for the rows that are there; new ones say what they are
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.alter_column('feeds_show_initials', server_default=None)
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        for name in ('label', 'detail'):
            batch_op.alter_column(name, server_default=None)


def downgrade():
    op.execute("DELETE FROM subscription WHERE account_id IS NOT NULL")
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_subscription_detail'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_subscription_one_owner'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_subscription_one_owner'), f'{_OWNERS} = 1')
        batch_op.drop_constraint(batch_op.f('fk_subscription_only_mentor_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_subscription_account_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_subscription_only_venue_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_subscription_only_school_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_subscription_account_id'))
        batch_op.drop_column('detail_at')
        batch_op.drop_column('detail')
        batch_op.drop_column('label')
        batch_op.drop_column('only_school_id')
        batch_op.drop_column('only_mentor_id')
        batch_op.drop_column('only_venue_id')
        batch_op.drop_column('account_id')

    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_column('people_at')

    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.drop_column('feeds_show_initials')

