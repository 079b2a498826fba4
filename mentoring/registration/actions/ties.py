"""Pupils who are to be together or apart."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import or_, select

from mentoring.core import audit
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.registration.models import Pupil, PupilTie

TOGETHER, APART = "together", "apart"


def tie_pupil(
    pupil: Pupil, *, together: Collection[int], apart: Collection[int], among: Collection[int] | None = None
) -> None:
    """These pupils, and no others, are tied to this one.

    `among`: the pupils that whoever asks may see; ties with others stay as they are (None: all may change).
    Refuses a pupil that would be both together with and apart from another, also over a third one, since
    together is transitive (weekly plan, "together").
    """
    wished = dict.fromkeys(together, TOGETHER) | dict.fromkeys(apart, APART)
    _refuse_strange(pupil, wished, set(together) & set(apart))
    before = _ties_with(pupil)
    touched = before.keys() if among is None else before.keys() & set(among)
    if {other: before[other].kind for other in touched} == wished:
        return
    for other in touched - wished.keys():
        db.session.delete(before[other])
    for other, kind in wished.items():
        _tie(pupil, other, kind, before.get(other))
    db.session.flush()
    _refuse_contradiction(pupil)
    audit.record("pupil.changed", subject=f"pupil:{pupil.id}", pupil=pupil.id, fields=["ties"])


def _refuse_strange(pupil: Pupil, wished: dict[int, str], both: set[int]) -> None:
    there = select(Pupil.id).where(Pupil.programme_id == pupil.programme_id, Pupil.id.in_(wished))
    if both or pupil.id in wished:
        raise Refusal(_("A pupil cannot be both together with and apart from the same pupil."), "apart")
    if set(db.session.scalars(there)) != set(wished):
        raise Refusal(_("Choose among those of this programme."), "together")


def _ties_with(pupil: Pupil) -> dict[int, PupilTie]:
    ends = select(PupilTie).where(or_(PupilTie.pupil_id == pupil.id, PupilTie.other_id == pupil.id))
    return {tie.other_id if tie.pupil_id == pupil.id else tie.pupil_id: tie for tie in db.session.scalars(ends)}


def _tie(pupil: Pupil, other: int, kind: str, tie: PupilTie | None) -> None:
    if tie is None:
        low, high = sorted((pupil.id, other))
        db.session.add(PupilTie(pupil_id=low, other_id=high, kind=kind))
    else:
        tie.kind = kind


def _refuse_contradiction(pupil: Pupil) -> None:
    ties = list(
        db.session.scalars(
            select(PupilTie)
            .join(Pupil, Pupil.id == PupilTie.pupil_id)
            .where(Pupil.programme_id == pupil.programme_id)
        )
    )
    group = _all_together_with(pupil.id, ties)
    if any(tie.kind == APART and {tie.pupil_id, tie.other_id} <= group for tie in ties):
        raise Refusal(
            _("Two of those who would be together here are to be apart. Look at their own pages first."), "together"
        )


def _all_together_with(pupil_id: int, ties: list[PupilTie]) -> set[int]:
    group, before = {pupil_id}, 0
    while len(group) > before:
        before = len(group)
        for tie in ties:
            if tie.kind == TOGETHER and {tie.pupil_id, tie.other_id} & group:
                group |= {tie.pupil_id, tie.other_id}
    return group
