"""links in mails are sealed, and not kept once they are sent

Revision ID: sealed_mails
Revises: pins_of_camps
"""

import re

import sqlalchemy as sa
from alembic import op


revision = 'sealed_mails'
down_revision = 'pins_of_camps'
branch_labels = None
depends_on = None

_SECRET = re.compile(r"(?<=[^/][/=])[\w.-]{43,}")


def upgrade():
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.alter_column('programme_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('has_secret', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('sealed_text', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('not_after', sa.DateTime(), nullable=True))
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.alter_column('has_secret', existing_type=sa.Boolean(), server_default=None)
    # what waits is still to be sent, and has to keep its link
    mail = sa.table('mail', *map(sa.column, ('id', 'status', 'text', 'has_secret')))
    connection = op.get_bind()
    still = sa.select(mail.c.id, mail.c.text).where(mail.c.status.not_in(('waiting', 'sending')))
    for row in connection.execute(still).all():
        if _SECRET.search(row.text):
            change = {'text': _SECRET.sub('…', row.text), 'has_secret': True}
            connection.execute(sa.update(mail).where(mail.c.id == row.id).values(**change))


def downgrade():
    # without a programme there was no mail
    op.execute('DELETE FROM mail WHERE programme_id IS NULL')
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_column('not_after')
        batch_op.drop_column('sealed_text')
        batch_op.drop_column('has_secret')
        batch_op.alter_column('programme_id', existing_type=sa.Integer(), nullable=False)
