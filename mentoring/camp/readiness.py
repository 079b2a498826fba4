"""What a camp still needs before it can be planned, each with a way to it."""

from collections.abc import Iterator, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.camp.models import Activity, Camp
from mentoring.core.front import Waiting
from mentoring.registration.clearance import is_cleared


def what_is_missing(camp: Camp, activities: Sequence[Activity]) -> list[Waiting]:
    """Most basic first; empty where nothing is missing."""
    lacks = (_nothing_yet, _nowhere, _cannot_be_led)
    return [*(one for lack in lacks for one in lack(camp, activities)), *_not_cleared(camp)]


def without_room(camp: Camp, activities: Sequence[Activity]) -> list[Activity]:
    """The activities for which no room of the camp has what they need."""
    rooms = [_words(room.features) for room in camp.rooms]
    return [row for row in activities if not any(_words(row.features) <= room for room in rooms)]


def _words(typed: Sequence[str]) -> set[str]:
    return {word.casefold() for word in typed}


def _nothing_yet(camp: Camp, activities: Sequence[Activity]) -> Iterator[Waiting]:
    for rows, sentence, endpoint, action in (
        (camp.blocks, _("It has no blocks: nothing can take place."), "camp_parts.blocks", _("Make blocks")),
        (activities, _("There is nothing to do yet."), "camp.activities", _("Add activities")),
        (camp.rooms, _("It has no rooms."), "camp_parts.rooms", _("Add rooms")),
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


def _not_cleared(camp: Camp) -> Iterator[Waiting]:
    """Mentors whom the plan passes over: the checklist does not hold when the camp begins."""
    asked = {one.mentor: one.mentor.programme.clearance_items for one in camp.mentors}
    names = [who.name for who, items in asked.items() if not is_cleared(who.clearance, items, camp.start)]
    if names:
        yield Waiting(
            ngettext(
                "%(names)s is not cleared when the camp begins, and is left out of the plan.",
                "%(names)s are not cleared when the camp begins, and are left out of the plan.",
                len(names),
                names=", ".join(sorted(names)),
            ),
            url_for("mentors.index"),
            _("Look at the mentors"),
        )


def _nowhere(camp: Camp, activities: Sequence[Activity]) -> Iterator[Waiting]:
    homeless = without_room(camp, activities)
    if camp.rooms and homeless:
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
