"""Is this the same person? Asked where a new guardian has the address of one who is registered; never guessed."""

from dataclasses import dataclass

from flask_babel import gettext as _

from mentoring.core.access import Viewer
from mentoring.core.database import db
from mentoring.registration import queries
from mentoring.registration.forms.guardians import ANOTHER, GuardianEntry, GuardianList
from mentoring.registration.models import Guardian
from mentoring.registration.reading.spelling import fold


@dataclass(frozen=True)
class Settled:
    """Who the new guardians are: ids of those registered already, and those who are to be registered."""

    known_ids: frozenset[int]
    new: tuple[dict[str, str], ...]


def settle(guardians: GuardianList, viewer: Viewer) -> Settled | None:
    """Who was meant; None, with the question in the form, where that is not said yet."""
    seen = {one.id for one in db.session.scalars(queries.guardians_seen_by(viewer))}
    known: set[int] = set()
    new: list[dict[str, str]] = []
    for entry in guardians.somebodies():
        namesakes = queries.find_guardians(viewer.programme_id or 0, entry.email.data or "")
        if namesakes:
            entry.ask(namesakes, seen)
        meant = next((one for one in namesakes if str(one.id) == entry.same_as.data), None)
        if fault := _fault(entry, namesakes, meant, seen):
            entry.same_as.errors = [fault]
            guardians.errors = [*guardians.errors, f"{entry.name}: {fault}"]
        elif meant:
            known.add(meant.id)
        else:
            new.append(entry.person())
    return None if guardians.errors else Settled(frozenset(known), tuple(new))


def _fault(entry: GuardianEntry, namesakes: list[Guardian], meant: Guardian | None, seen: set[int]) -> str:
    """What is still to be said. Who may not see a guardian must know the name to be tied to that one's record."""
    if namesakes and meant is None and entry.same_as.data != ANOTHER:
        return _("A guardian with this address is registered already. Say whether it is the same person.")
    if meant and meant.id not in seen and fold(meant.name) != fold(entry.name):
        return _("Another name is registered with this address. Write it as it is registered, or ask the staff.")
    return ""
