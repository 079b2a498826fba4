"""`flask demo plant | reset | summary`."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy import MetaData

from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.demo.camp import make_camp
from mentoring.demo.district import SEED, district
from mentoring.demo.planning import make_plans
from mentoring.demo.planting import plant as plant_people
from mentoring.demo.summary import is_empty, is_planted
from mentoring.demo.summary import summary as summary_of_demo

demo = AppGroup("demo", help="An invented district to try everything with.")


@demo.command("plant")
@click.option("--seed", default=SEED, show_default=True, help="Another seed makes other people.")
def plant(seed: str) -> None:
    """Plant the demo, if the database is empty; otherwise nothing is changed."""
    if not is_empty():
        click.echo("The database is not empty: nothing is planted.")
        return
    _plant(seed)


@demo.command("reset")
@click.option("--seed", default=SEED, show_default=True, help="Another seed makes other people.")
def reset(seed: str) -> None:
    """Throw the demo away and plant it anew. Refuses where something else than the demo is in the database."""
    if not (is_empty() or is_planted()):
        raise click.ClickException("This database does not hold the demo. Nothing is thrown away.")
    db.session.remove()
    _erase()
    _plant(seed)
    click.echo(summary_of_demo())


@demo.command("summary")
def summary() -> None:
    """The demo's accounts and a feed address; nothing where the demo is not planted."""
    click.echo(summary_of_demo())


def _plant(seed: str) -> None:
    click.echo("Planting the demo district: about 130 pupils, 40 mentors, a camp, and plans made by the engine …")
    facts = district(today(), seed)
    planted = plant_people(facts)
    db.session.commit()
    make_plans(planted, facts)
    make_camp(planted, seed)


def _erase() -> None:
    """Drop all tables, those of other versions of the application too, and make them anew."""
    there = MetaData()
    there.reflect(db.engine)
    there.drop_all(db.engine)
    upgrade(directory=str(current_app.extensions["migrate"].directory))
