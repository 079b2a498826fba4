"""Registers the feature: its pages, the worker's tasks, and what it says on the front page."""

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.access import Viewer
from mentoring.core.front import Waiting, says_what_waits
from mentoring.outbox import models
from mentoring.outbox.models import FAILED
from mentoring.outbox.queries import failed_count
from mentoring.outbox.tasks import register_tasks
from mentoring.outbox.views import pages


def init_feature(app: Flask) -> None:
    """Mails that go out after the deed is kept."""
    app.extensions.setdefault("tables", []).append(models)
    app.register_blueprint(pages)
    register_tasks(app)


@says_what_waits
def mails_failed(viewer: Viewer) -> list[Waiting]:
    """Staff: mails that nobody got."""
    failed = failed_count(viewer)
    if not failed:
        return []
    sentence = ngettext("%(num)d mail could not be sent.", "%(num)d mails could not be sent.", failed)
    return [Waiting(sentence, url_for("outbox.index", status=FAILED), _("See why"), urgency=0)]
