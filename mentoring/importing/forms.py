"""The form that a file is brought with."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from mentoring.core.access import Viewer
from mentoring.core.forms import Form
from mentoring.importing.kinds import ListKind
from mentoring.registration.queries import schools_of

_ACCEPTED = ".csv,.xlsx,.xlsm,.txt,.tsv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(Form):
    """A spreadsheet file."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose the file with the list."))],
        description=_l("Excel (.xlsx) or CSV, any separator and encoding. Nothing is stored yet."),
        render_kw={"accept": _ACCEPTED},
    )


class PupilFileForm(FileForm):
    """A list of pupils, and the school they go to."""

    school_id = SelectField(
        _l("School"),
        coerce=int,
        description=_l("Where a row says a school of its own, that one counts."),
    )


def file_form(kind: ListKind, viewer: Viewer, **more: Any) -> FileForm:
    """The form for a kind of list. A coordinator of one school has it chosen beforehand."""
    if kind.key != "pupils":
        return FileForm(**more)
    form = PupilFileForm(**more)
    choices = [(school.id, school.name) for school in schools_of(viewer)]
    form.school_id.choices = choices if len(choices) == 1 else [(0, _l("As the list says")), *choices]
    if form.school_id.data is None:
        form.school_id.data = choices[0][0] if len(choices) == 1 else 0
    return form
