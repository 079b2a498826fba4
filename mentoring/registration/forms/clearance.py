"""The clearance checklist of one mentor, with the items that the programme requires."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from mentoring.core.fields import Day, Line
from mentoring.core.forms import Form, Group
from mentoring.registration.clearance import CERTIFICATE
from mentoring.registration.models import Mentor

ITEM_NAMES = {
    "interview": _l("Interview"),
    "references": _l("References"),
    "training": _l("Training"),
    "certificate": _l("Police certificate"),
    "confidentiality": _l("Confidentiality"),
}
_SAYINGS = {
    "interview": _l("The interview has been held"),
    "references": _l("References have been asked"),
    "training": _l("The training is done"),
    "certificate": _l("The police certificate has been shown"),
    "confidentiality": _l("The declaration of confidentiality is signed"),
}


class ClearanceForm(Form):
    """Base of the checklist; `clearance_form` adds the fields of each item: `done_…`, `on_…`."""

    def facts(self, item: str) -> dict[str, Any] | None:
        """What is said of an item, as `note_clearance` takes it; None where it is not done."""
        if not self[f"done_{item}"].data:
            return None
        facts: dict[str, Any] = {"done_on": self[f"on_{item}"].data}
        if item == CERTIFICATE:
            facts |= {"issued_on": self.issued_on.data, "seen_by": self.seen_by.data}
        return facts

    def field_of(self, item: str, field: str) -> str:
        """The field of the form at which a refusal about an item belongs."""
        return field if field in ("issued_on", "seen_by") else f"on_{item}"


def clearance_form(mentor: Mentor, items: list[str], seer: str) -> ClearanceForm:
    """The checklist as it stands; `seer` is offered as the one who saw the certificate."""
    fields: dict[str, Any] = {}
    groups = []
    for item in items:
        parts = _fields_of(item)
        fields |= parts
        groups.append(Group(ITEM_NAMES[item], tuple(parts)))
    kind = type("ClearanceChecklist", (ClearanceForm,), fields | {"groups": tuple(groups)})
    made: ClearanceForm = kind(data={"seen_by": seer} | _data_of(mentor))
    return made


def _fields_of(item: str) -> dict[str, Any]:
    rule = _l("It must be under three months old on the day it is shown.") if item == CERTIFICATE else ""
    done = {f"done_{item}": BooleanField(_SAYINGS[item], description=rule)}
    if item != CERTIFICATE:
        return done | {f"on_{item}": Day(_l("On"), is_required=False)}
    return done | {
        "issued_on": Day(_l("Issued on"), is_required=False),
        f"on_{item}": Day(_l("Shown on"), is_required=False),
        "seen_by": Line(_l("Seen by"), longest=120, is_required=False),
    }


def _data_of(mentor: Mentor) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for row in mentor.clearance:
        data |= {f"done_{row.item}": True, f"on_{row.item}": row.done_on}
        if row.item == CERTIFICATE:
            data |= {"issued_on": row.issued_on, "seen_by": row.seen_by}
    return data
