"""`flask people invite`: lets the first person into an installation that has nobody yet."""

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from mentoring.accounts import actions, queries
from mentoring.core.access import STAFF
from mentoring.core.database import db
from mentoring.core.languages import LANGUAGES
from mentoring.core.refusal import Refusal

people = AppGroup("people", help="Who has access.")


@people.command("invite")
@click.argument("email")
@click.option("--programme", required=True, help="Its name; it is made if there is none of that name.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="nb", help="Language of the letter.")
def invite_staff(email: str, programme: str, language: str) -> None:
    """Invite EMAIL as staff of a programme, and print the link if no mail is sent."""
    row = queries.programme_named(programme) or actions.new_programme(programme)
    try:
        with force_locale(language):
            sent = actions.invite(row.id, role=STAFF, email=email, language=language)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    db.session.commit()
    click.echo(f"A letter is on its way to {sent.to}." if sent.is_on_its_way else sent.link)
