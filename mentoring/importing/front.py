"""What the front page says of lists: those that were brought and have rows that wait."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from mentoring.core.access import Viewer
from mentoring.core.front import Waiting, says_what_waits
from mentoring.importing.kinds import LIST_KINDS
from mentoring.importing.queries import file_brought_by, files_of
from mentoring.registration.models import ImportFile


@says_what_waits
def lists_waiting(viewer: Viewer) -> list[Waiting]:
    """The account's own files, until they are taken, given up or erased."""
    files = [file for kind in LIST_KINDS.values() if viewer.may(kind.permission) for file in files_of(viewer, kind)]
    return [
        Waiting(
            _what_waits(file),
            url_for("importing.show", file_id=file.id),
            _("Look at it"),
            urgency=2,
        )
        for file in files
        if file_brought_by(viewer, file.id)
    ]


def _what_waits(file: ImportFile) -> str:
    name = file.filename or LIST_KINDS[file.kind].back_title
    if left := file.choices.get("left"):
        return ngettext(
            "%(num)s row of %(file)s was not taken", "%(num)s rows of %(file)s were not taken", left, file=name
        )
    return _("A list you brought is not taken yet: %(file)s", file=name)
