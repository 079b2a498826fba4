"""A mentor's clearance checklist: noted and withdrawn, by the clearance officer or from a list."""

from datetime import date

from flask_babel import gettext as _

from mentoring.core import audit
from mentoring.core.access import viewer
from mentoring.core.clock import now, today
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.programme.models import CLEARANCE_ITEMS
from mentoring.registration.actions import checks
from mentoring.registration.clearance import CERTIFICATE, is_fresh
from mentoring.registration.models import ClearanceItem, Mentor


def note_clearance(
    mentor: Mentor,
    *,
    item: str,
    done_on: date | None = None,
    issued_on: date | None = None,
    seen_by: str = "",
) -> bool:
    """An item of CLEARANCE_ITEMS is done; whether anything changed. Without a date it counts from today.

    The certificate (`done_on` is the day it was shown) needs its day of issue, and is refused when it was three
    months old or more when it was shown: then it was never valid, and nothing is kept of it.
    """
    if item not in CLEARANCE_ITEMS:
        raise ValueError(f"no clearance item {item!r}")
    checks.refuse_identity_numbers({"seen_by": seen_by})
    checks.refuse_future(done_on, "done_on")
    if item == CERTIFICATE:
        done_on = _checked_certificate(done_on, issued_on)
    row = next((one for one in mentor.clearance if one.item == item), None)
    if row is None:
        row = ClearanceItem(item=item, noted_at=now())
        mentor.clearance.append(row)
        changed: tuple[str, ...] = ("item",)
    else:
        changed = ()
    facts = {"done_on": done_on, "issued_on": issued_on if item == CERTIFICATE else None, "seen_by": seen_by}
    changed += checks.put(row, facts)
    if changed:
        _stamp(row, mentor)
    return bool(changed)


def withdraw_clearance(mentor: Mentor, *, item: str) -> bool:
    """The item is not done (any more): its record is erased; whether there was one."""
    row = next((one for one in mentor.clearance if one.item == item), None)
    if row is None:
        return False
    mentor.clearance.remove(row)
    audit.record("clearance.changed", subject=f"mentor:{mentor.id}", mentor=mentor.id, item=item)
    db.session.flush()
    return True


def _checked_certificate(shown_on: date | None, issued_on: date | None) -> date:
    shown = shown_on or today()
    if issued_on is None:
        raise Refusal(_("Say when the certificate was issued: it is on the certificate."), "issued_on")
    if issued_on > shown:
        raise Refusal(_("The certificate cannot be shown before it was issued."), "issued_on")
    if not is_fresh(issued_on, shown):
        raise Refusal(
            _("The certificate was three months old or more when it was shown. Ask for a new one."), "issued_on"
        )
    return shown


def _stamp(row: ClearanceItem, mentor: Mentor) -> None:
    row.noted_by_id = viewer().account_id
    db.session.flush()
    audit.record("clearance.changed", subject=f"mentor:{mentor.id}", mentor=mentor.id, item=row.item)
