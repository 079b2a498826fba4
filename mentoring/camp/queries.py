"""Reads about camp activities; they start from the viewer's open programme."""

from sqlalchemy import select

from mentoring.camp.models import Activity
from mentoring.core.access import Viewer
from mentoring.core.database import db


def activities(viewer: Viewer) -> list[Activity]:
    """The activities of the open programme, by kind and name."""
    return activities_of(viewer.programme_id) if viewer.programme_id else []


def activities_of(programme_id: int) -> list[Activity]:
    """The activities of one programme, by kind and name."""
    query = select(Activity).where(Activity.programme_id == programme_id)
    return list(db.session.scalars(query.order_by(Activity.kind, Activity.name)))


def activity(viewer: Viewer, id_: int) -> Activity | None:
    """An activity of the open programme."""
    found = db.session.get(Activity, id_)
    return found if found is not None and found.programme_id == viewer.programme_id else None
