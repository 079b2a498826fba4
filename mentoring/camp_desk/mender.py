"""Mends plans of a camp: what a change would break, in words; the change made in the rows; what it is worth."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, exists, insert, select

from mentoring.camp_desk import deeds
from mentoring.camp_desk.judge import HOUSE_RULES, LESS, AtHand, at_hand, forget
from mentoring.camp_desk.models import CampRun, camp_run_mentor, camp_run_pupil
from mentoring.camp_desk.names import Names, names_at
from mentoring.camp_desk.queries import camp_of
from mentoring.camp_desk.stamp import stamp_of_pins
from mentoring.camp_desk.told import breach_told, losses_told, mend_told
from mentoring.core.database import db
from mentoring.planning.by_rules import ByRules, Sentence
from mentoring.planning.looks import Scale
from mentoring.planning.menders import Change, Row
from mentoring.planning.models import Mend, Plan


class CampMender(ByRules):
    """Mends what takes place at a camp, and who is there."""

    is_calendar = False
    template = "camp_desk/_board.html"
    panel_template = "camp_desk/_panel.html"
    house = HOUSE_RULES

    def understand(self, plan: Plan, asked: Mapping[str, str]) -> tuple[dict[str, str], Change]:
        """The rows that a form of the board means."""
        return deeds.understand(at_hand(plan), asked)

    def at(self, plan: Plan) -> AtHand:
        """The plan as it stands."""
        return at_hand(plan)

    def sentence(self, plan: Plan) -> Sentence:
        """Breaches with the names of the camp."""
        names = names_of(plan)
        return lambda rule, about, *count: breach_told(rule, about, names, *count)

    def losses(self, gains: Mapping[str, int]) -> tuple[str, ...]:
        """The goals that lose."""
        return losses_told(gains, Scale(tuple(gains), LESS, self.house))

    def entered(self, at: AtHand, change: Change) -> list[Any]:
        """What breaks already in a run into which a pupil is put, and nobody departs from: too few adults, say."""
        rows = [dict(zip(_RUN, row[1:], strict=True)) for row in change.into if at.knows("pupil", row[0])]
        return [
            one
            for one in (at.breaches() if rows else ())
            if one.rule not in self.house
            and set(_RUN) <= set(one.about)
            and {key: one.about[key] for key in _RUN} in rows
        ]

    def apply(self, plan: Plan, change: Change) -> None:
        """Take the rows out and put them in; a run ends with its last person, and begins with its first."""
        for row in change.out:
            table, column = _link(row[0])
            here = _run_at(plan, row)
            gone = (table.c.camp_run_id == here, column == _number(row[0]))
            db.session.execute(delete(table).where(*gone))
        for row in change.into:
            table, column = _link(row[0])
            here = _run_at(plan, row) or _begin(plan, row)
            db.session.execute(insert(table).values({"camp_run_id": here, column.name: _number(row[0])}))
        nobody = [~exists().where(link.c.camp_run_id == CampRun.id) for link in (camp_run_pupil, camp_run_mentor)]
        db.session.execute(delete(CampRun).where(CampRun.plan_id == plan.id, *nobody), execution_options=_PLAIN)
        db.session.expire_all()
        forget()

    def recount(self, plan: Plan, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
        """The goals counted by the checker."""
        return at_hand(plan).worth(plan, departs=departs)

    def told(self, plan: Plan, mends: Iterable[Mend]) -> list[str]:
        """What each mend did."""
        names = names_of(plan)
        return [mend_told(one.asked, names) for one in mends]

    def stamp(self, plan: Plan) -> str:
        """Pins, and what pupils take no part in, are on the board too."""
        return stamp_of_pins(camp_of(plan))

    def board(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
        """What takes place when, who has nothing, pins and bans."""
        from mentoring.camp_desk.board import shown  # the board shows what this mender says

        return shown(plan, chosen)

    def panel(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any] | None:
        """The person or run that is chosen."""
        from mentoring.camp_desk.board import panel

        return panel(plan, chosen)

    def outlook(self, plan: Plan, chosen: Mapping[str, str]) -> dict[str, Any]:
        """Nothing is dragged on this board: its forms say where somebody could go."""
        return {"places": []}


_RUN = ("activity", "block", "room")
_PLAIN = {"synchronize_session": False}


def names_of(plan: Plan) -> Names:
    """The names of the plan's camp."""
    return names_at(camp_of(plan))


def _link(person: str) -> tuple[Any, Any]:
    """The table by which such a person is in a run, and its column."""
    return (
        (camp_run_pupil, camp_run_pupil.c.pupil_id)
        if person.startswith("p")
        else (camp_run_mentor, camp_run_mentor.c.mentor_id)
    )


def _number(key: str) -> int:
    return int(key[1:])


def _places(row: Row) -> dict[str, int]:
    return {f"{kind}_id": _number(key) for kind, key in zip(_RUN, row[1:], strict=True)}


def _run_at(plan: Plan, row: Row) -> int | None:
    there = [getattr(CampRun, name) == number for name, number in _places(row).items()]
    return db.session.scalars(select(CampRun.id).where(CampRun.plan_id == plan.id, *there)).first()


def _begin(plan: Plan, row: Row) -> int:
    made = CampRun(plan_id=plan.id, **_places(row))
    db.session.add(made)
    db.session.flush()
    return made.id
