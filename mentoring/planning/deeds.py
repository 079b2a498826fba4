"""What a form of a board asks for, understood: the same for every wing, which says what its deeds are."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from mentoring.core.refusal import Refusal
from mentoring.planning.menders import Change, Row


@dataclass
class Understood:
    """What is asked for, as the log keeps it, and the rows that leave and come."""

    kept: dict[str, str]
    out: list[Row] = field(default_factory=list)
    into: list[Row] = field(default_factory=list)


Deeds = Mapping[str, Callable[[Any, Mapping[str, str]], Understood]]


def change_of(
    deeds: Deeds, at: Any, asked: Mapping[str, str], *, bare: Collection[str] = ()
) -> tuple[dict[str, str], Change]:
    """The change that a form means. Refuses one that names nothing that is there, or that changes nothing.

    `at`: the plan as it stands. `bare`: deeds that need no rows.
    """
    deed = deeds.get(asked.get("deed", ""))
    if deed is None:
        raise Refusal(_("Choose what is to be done."))
    found = deed(at, asked)
    change = Change(
        out=tuple(row for row in dict.fromkeys(found.out) if row in at.rows and row not in found.into),
        into=tuple(row for row in dict.fromkeys(found.into) if row not in at.rows),
    )
    if change.is_nothing and asked["deed"] not in bare:
        raise Refusal(_("That changes nothing: it is so already."))
    return {"deed": asked["deed"], **found.kept}, change
