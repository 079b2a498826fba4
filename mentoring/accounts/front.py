"""What waits on the front page about accounts."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.accounts import queries
from mentoring.core.access import Viewer
from mentoring.core.clock import now
from mentoring.core.front import Waiting, says_what_waits


@says_what_waits
def waits(viewer: Viewer) -> list[Waiting]:
    """For staff: nobody named to see certificates, invitations that ran out."""
    if viewer.programme_id is None or not viewer.may("account.invite"):
        return []
    url = url_for("accounts.index")
    found = []
    if not queries.has_officer(viewer.programme_id):
        sentence = _("Nobody is named to see the police certificates of mentors.")
        found.append(Waiting(sentence, url, _("Name somebody"), urgency=2))
    ended = sum(row.expires_at <= now() for row in queries.open_invitations(viewer))
    if ended:
        sentence = ngettext("An invitation has run out.", "%(num)s invitations have run out.", ended)
        found.append(Waiting(sentence, url, _("Look at them"), urgency=4))
    return found
