"""Pupils who are to be together or apart, found by name when all rows are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from mentoring.core.database import db
from mentoring.registration import actions
from mentoring.registration.models import Pupil, PupilTie
from mentoring.registration.reading.fault import Fault
from mentoring.registration.reading.rows import Reference, RowReading
from mentoring.registration.reading.spelling import fold

#: a pupil in a tie: ("pupil", id) where registered, else ("line", number)
Node = tuple[str, int]
KEYS = ("together", "apart")


@dataclass(frozen=True)
class Tie:
    """A wish that can be met: the two ends and its kind."""

    one: Node
    other: Node
    kind: str


class TieBook:
    """Finds the other ends, and holds every new tie against those that are there."""

    def __init__(self, pupils: Sequence[Pupil], nodes: Mapping[int, Node]) -> None:
        """`pupils`: those the viewer may see. `nodes`: the rows that may be taken, by line."""
        self._nodes = nodes
        self._by_name: dict[str, list[int]] = {}
        for pupil in pupils:
            if pupil.left_on is None:
                self._by_name.setdefault(fold(pupil.name), []).append(pupil.id)
        ids = [pupil.id for pupil in pupils]
        self._kinds: dict[frozenset[Node], str] = {
            frozenset({("pupil", row.pupil_id), ("pupil", row.other_id)}): row.kind
            for row in db.session.scalars(
                select(PupilTie).where(or_(PupilTie.pupil_id.in_(ids), PupilTie.other_id.in_(ids)))
            )
        }
        self.new: list[Tie] = []

    def plan(self, row: RowReading) -> tuple[list[tuple[str, str]], list[Fault]]:
        """The ties of a row: (kind, name) of each new one, and a warning for each that cannot be."""
        made, warnings = [], []
        for kind in KEYS:
            for reference in row.values.get(kind) or ():
                fault = self._tie(self._nodes[row.line], kind, reference)
                if isinstance(fault, Fault):
                    warnings.append(fault)
                elif fault:
                    made.append((kind, reference.name))
        return made, warnings

    def _tie(self, mine: Node, kind: str, reference: Reference) -> Fault | bool:
        """Whether a new tie is made; a fault where it cannot be."""
        found = self._found(reference)
        if not found:
            return Fault(
                _("%(name)s was not found, so they are not tied.", name=reference.name),
                _("Choose the pupil on the page of this one when both are registered."),
                kind,
            )
        if len(found) > 1:
            # the reader has told of namesakes in the file already
            return len(reference.lines) < 2 and Fault(
                _("Several pupils are called %(name)s, so they are not tied.", name=reference.name),
                _("Choose the right one on the pupil's page."),
                kind,
            )
        pair = frozenset({mine, found[0]})
        if len(pair) < 2 or self._kinds.get(pair) == kind:
            return False
        if pair in self._kinds or self._contradicts(mine, found[0], kind):
            return Fault(
                _(
                    "This contradicts who else is to be together or apart, so %(name)s is not tied.",
                    name=reference.name,
                ),
                _("Look at the pages of both pupils."),
                kind,
            )
        self._kinds[pair] = kind
        self.new.append(Tie(mine, found[0], kind))
        return True

    def _found(self, reference: Reference) -> list[Node]:
        """Within the file first, then among registered pupils."""
        in_file = list(dict.fromkeys(self._nodes[line] for line in reference.lines if line in self._nodes))
        return in_file or [("pupil", id_) for id_ in self._by_name.get(fold(reference.name), ())]

    def _contradicts(self, one: Node, other: Node, kind: str) -> bool:
        """Together is transitive: nobody of the group that would arise may be apart from another of it."""
        group = self._group(one)
        if kind == "apart":
            return other in group
        group |= self._group(other)
        return any(is_ == "apart" and pair <= group for pair, is_ in self._kinds.items())

    def _group(self, start: Node) -> set[Node]:
        group, fresh = {start}, [start]
        neighbours: dict[Node, set[Node]] = {}
        for pair, kind in self._kinds.items():
            if kind == "together":
                for node in pair:
                    neighbours.setdefault(node, set()).update(pair)
        while fresh:
            fresh = [node for node in neighbours.get(fresh.pop(), ()) if node not in group] + fresh
            group.update(fresh)
        return group


def store(ties: Iterable[Tie], stored: Mapping[int, Any], seen: Sequence[int]) -> None:
    """Tie those of whom both ends are registered; ties that were there stay."""
    for tie in ties:
        one, other = (_pupil(node, stored) for node in (tie.one, tie.other))
        if one is None or other is None:
            continue
        now = _ties_now(one)
        now[tie.kind].add(other.id)
        actions.tie_pupil(one, together=now["together"], apart=now["apart"], among=[*seen, other.id])


def _pupil(node: Node, stored: Mapping[int, Any]) -> Pupil | None:
    return db.session.get(Pupil, node[1]) if node[0] == "pupil" else stored.get(node[1])


def _ties_now(pupil: Pupil) -> dict[str, set[int]]:
    now: dict[str, set[int]] = {kind: set() for kind in KEYS}
    rows = select(PupilTie).where(or_(PupilTie.pupil_id == pupil.id, PupilTie.other_id == pupil.id))
    for row in db.session.scalars(rows):
        now[row.kind].add(row.other_id if row.pupil_id == pupil.id else row.pupil_id)
    return now
