"""Reads of the outbox: mails of the viewer's open programme, for staff."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import ColumnElement, false, func, select

from mentoring.core.access import Viewer
from mentoring.core.database import db
from mentoring.outbox.models import FAILED, Mail


def mails_seen_by(viewer: Viewer, *, about: str = "", status: str = "", most: int = 500) -> list[Mail]:
    """The mails, newest first; of one deed or one status, where these are named."""
    wanted = [_sees(viewer)]
    wanted += [Mail.about == about] if about else []
    wanted += [Mail.status == status] if status else []
    return list(db.session.scalars(select(Mail).where(*wanted).order_by(Mail.id.desc()).limit(most)))


def mail_seen_by(viewer: Viewer, mail_id: int) -> Mail | None:
    """One mail, None where there is none for this viewer."""
    return db.session.scalar(select(Mail).where(_sees(viewer), Mail.id == mail_id))


def counts_seen_by(viewer: Viewer, about: str = "") -> Counter[str]:
    """How many mails there are of each status, of that deed if one is named."""
    wanted = [_sees(viewer), *([Mail.about == about] if about else [])]
    rows = db.session.execute(select(Mail.status, func.count()).where(*wanted).group_by(Mail.status))
    return Counter(dict(iter(rows)))


def mails_failed_about(viewer: Viewer, deeds: Collection[str]) -> dict[str, int]:
    """Deed → the mail about it that could not be sent."""
    rows = db.session.execute(
        select(Mail.about, Mail.id).where(_sees(viewer), Mail.status == FAILED, Mail.about.in_(deeds))
    )
    return dict(iter(rows))


def failed_count(viewer: Viewer) -> int:
    """How many mails could not be sent."""
    return counts_seen_by(viewer)[FAILED]


def _sees(viewer: Viewer) -> ColumnElement[bool]:
    return Mail.programme_id == viewer.programme_id if viewer.may("mail.see") else false()
