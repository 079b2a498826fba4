"""What a camp still needs before it can be planned, each with a way to it."""

from collections.abc import Iterator, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.camp.models import Activity, Camp
from mentoring.core.front import Waiting


def what_is_missing(camp: Camp, activities: Sequence[Activity]) -> list[Waiting]:
    """Most basic first; empty where nothing is missing."""
    return [*_nothing_yet(camp, activities), *_cannot_be_led(camp, activities), *_nowhere(camp, activities)]


def _nothing_yet(camp: Camp, activities: Sequence[Activity]) -> Iterator[Waiting]:
    for rows, sentence, endpoint, action in (
        (camp.blocks, _("It has no blocks: nothing can take place."), "camp_parts.blocks", _("Make blocks")),
        (camp.rooms, _("It has no rooms."), "camp_parts.rooms", _("Add rooms")),
        (activities, _("There is nothing to do yet."), "camp.activities", _("Add activities")),
        (camp.mentors, _("No mentor is there yet."), "camp_parts.mentors", _("Add mentors")),
    ):
        if not rows:
            yield Waiting(sentence, url_for(endpoint, camp_id=camp.id), action, 0)


def _cannot_be_led(camp: Camp, activities: Sequence[Activity]) -> Iterator[Waiting]:
    there = {word.casefold() for one in camp.mentors for word in one.mentor.qualifications}
    asked = {row.qualification for row in activities if row.qualification}
    for word in sorted(asked, key=str.casefold):
        if camp.mentors and word.casefold() not in there:
            yield Waiting(
                _("No mentor at the camp is qualified for: %(what)s.", what=word),
                url_for("camp_parts.mentors", camp_id=camp.id),
                _("Look at the mentors"),
            )


def _nowhere(camp: Camp, activities: Sequence[Activity]) -> Iterator[Waiting]:
    rooms = [set(room.features) for room in camp.rooms]
    homeless = [row for row in activities if not any(set(row.features) <= room for room in rooms)]
    if rooms and homeless:
        names = ", ".join(row.name for row in homeless)
        yield Waiting(
            ngettext(
                "No room has what this activity needs: %(names)s.",
                "No room has what these activities need: %(names)s.",
                len(homeless),
                names=names,
            ),
            url_for("camp_parts.rooms", camp_id=camp.id),
            _("Look at the rooms"),
        )
