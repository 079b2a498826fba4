"""The audit register: each event is declared once with the keys it must carry; rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.core.access import viewer
from mentoring.core.clock import now
from mentoring.core.database import Instant, db

#: event → keys it carries. Reads of a person's page and exports are events too (who looked).
EVENTS: dict[str, frozenset[str]] = {
    "account.signed_in": frozenset({"account"}),
    "account.invited": frozenset({"email", "role"}),
    "account.invitation_withdrawn": frozenset({"email", "role"}),
    "account.joined": frozenset({"account"}),
    "account.link_made": frozenset({"account"}),
    "account.password_changed": frozenset({"account"}),
    "account.access_removed": frozenset({"account", "role"}),
    "account.officer_named": frozenset({"account"}),
    "programme.created": frozenset({"programme"}),
    "programme.changed": frozenset({"programme"}),
    "draw.seeded": frozenset({"programme", "seed"}),
    "term.changed": frozenset({"term"}),
    "topics.changed": frozenset({"topics"}),
    "school.changed": frozenset({"school"}),
    "venue.changed": frozenset({"venue"}),
    "calendar.changed": frozenset({"days"}),
    "pupil.seen": frozenset({"pupil"}),
    "pupil.registered": frozenset({"pupil"}),
    "pupil.changed": frozenset({"pupil", "fields"}),
    "pupil.left": frozenset({"pupil"}),
    "guardian.seen": frozenset({"guardian"}),
    "guardian.changed": frozenset({"guardian"}),
    "mentor.seen": frozenset({"mentor"}),
    "mentor.registered": frozenset({"mentor"}),
    "mentor.changed": frozenset({"mentor", "fields"}),
    "mentor.left": frozenset({"mentor"}),
    "clearance.changed": frozenset({"mentor", "item"}),
    "absence.told": frozenset({"mentor", "absence"}),
    "absence.taken_back": frozenset({"mentor", "absence"}),
    "pupil.absent": frozenset({"pupil", "absence"}),
    "pupil.comes_after_all": frozenset({"pupil", "absence"}),
    "standin.asked": frozenset({"session", "mentor"}),
    "standin.accepted": frozenset({"session", "mentor"}),
    "standin.declined": frozenset({"session", "mentor"}),
    "standin.withdrawn": frozenset({"session", "mentor"}),
    "busy.added": frozenset({"calendar"}),
    "busy.changed": frozenset({"calendar"}),
    "busy.removed": frozenset({"calendar"}),
    "activity.changed": frozenset({"activity"}),
    "activity.removed": frozenset({"activity"}),
    "camp.changed": frozenset({"camp"}),
    "camp.removed": frozenset({"camp"}),
    "camp.leader_named": frozenset({"camp", "account"}),
    "camp.leader_removed": frozenset({"camp", "account"}),
    "camp.signed_up": frozenset({"camp", "pupil"}),
    "camp.withdrawn": frozenset({"camp", "pupil"}),
    "camp.consented": frozenset({"pupil", "item"}),
    "camp.consent_withdrawn": frozenset({"pupil", "item"}),
    "camp.drawn": frozenset({"camp", "seed"}),
    "camp.moved_up": frozenset({"camp", "pupil"}),
    "camp.wishes_changed": frozenset({"camp", "pupil"}),
    "camp.pinned": frozenset({"camp", "pin"}),
    "camp.unpinned": frozenset({"camp", "pin"}),
    "camp.banned": frozenset({"camp", "pupil"}),
    "camp.unbanned": frozenset({"camp", "pupil"}),
    "camp.health_told": frozenset({"pupil"}),
    "camp.health_seen": frozenset({"camp", "pupil", "why"}),
    "import.stored": frozenset({"kind", "created", "updated"}),
    "export.made": frozenset({"what"}),
    "run.started": frozenset({"run"}),
    "run.stopped": frozenset({"run"}),
    "run.repeated": frozenset({"run", "of"}),
    "advice.asked": frozenset({"run", "plan"}),
    "plan.published": frozenset({"plan", "version"}),
    "plan.taken_back": frozenset({"plan", "version"}),
    "mail.seen": frozenset({"mail"}),
    "mail.sent_again": frozenset({"mail"}),
    "plan.copied": frozenset({"plan", "origin"}),
    "mend.made": frozenset({"plan", "mend"}),
    "mend.undone": frozenset({"plan", "mend"}),
    "mend.redone": frozenset({"plan", "mend"}),
    "mend.overrode": frozenset({"plan", "mend", "rules"}),
    "pin.set": frozenset({"pupil", "mentor"}),
    "pin.removed": frozenset({"pupil", "mentor"}),
    "ban.set": frozenset({"pupil", "mentor"}),
    "ban.removed": frozenset({"pupil", "mentor"}),
    "session.changed": frozenset({"session", "deed"}),
    "session.overrode": frozenset({"session", "rules"}),
    "feed.made": frozenset({"subscription"}),
    "feed.changed": frozenset({"subscription", "detail"}),
    "feed.revoked": frozenset({"subscription"}),
}


class AuditEvent(db.Model):
    """One thing that somebody did or looked at. `subject` is "pupil:12" where it concerns one person."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    event: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(60), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(event: str, *, subject: str = "", **details: Any) -> AuditEvent:
    """Add an event by the viewer of this request; the keys must be those declared for it."""
    if set(details) != EVENTS[event]:
        raise ValueError(f"{event} carries {sorted(EVENTS[event])}, not {sorted(details)}")
    who = viewer()
    made = AuditEvent(
        at=now(),
        event=event,
        account_id=who.account_id,
        programme_id=who.programme_id,
        subject=subject,
        details=details,
    )
    db.session.add(made)
    return made
