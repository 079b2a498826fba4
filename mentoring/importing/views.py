"""Pages on which lists are brought, looked at and taken."""

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.importing import actions, queries
from mentoring.importing.forms import FileForm, file_form
from mentoring.importing.kinds import LIST_KINDS, ListKind
from mentoring.importing.lines import LEAVE, Outcome
from mentoring.importing.preview import Preview
from mentoring.importing.shown import (
    COLUMN_WORDS,
    OUTCOME_WORDS,
    encoding_name,
    groups_of,
    samples,
    separator_name,
)
from mentoring.programme.models import Programme
from mentoring.registration.models import ImportFile
from mentoring.registration.queries import open_programme
from mentoring.registration.reading.fault import Unreadable
from mentoring.registration.reading.sheets import template_sheet

pages = Blueprint("importing", __name__, url_prefix="/import")

Answer = str | Response | tuple[str, int]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.route("/<kind>", methods=["GET", "POST"])
@needs("pupil.import")
def start(kind: str) -> Answer:
    """Choose a file. It is read at once, and kept only if it is a list."""
    list_kind, programme = _kind(kind), _programme()
    actions.purge_files()
    form = file_form(list_kind, viewer())
    if not form.validate_on_submit():
        return _start_page(list_kind, form), 422 if form.is_submitted() else 200
    with form.file.data.stream as stream:
        content = stream.read()
    try:
        file = actions.bring(
            viewer(),
            programme,
            list_kind,
            content=content,
            filename=form.file.data.filename or "",
            school_id=form.school_id.data or None if "school_id" in form else None,
        )
    except Unreadable as unreadable:
        form.file.errors = [str(unreadable)]
        return _start_page(list_kind, form), 422
    return redirect(url_for("importing.show", file_id=file.id), 303)


@pages.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Answer:
    """A file larger than any request may be is said so on the page where it was chosen."""
    list_kind = LIST_KINDS.get((request.view_args or {}).get("kind", ""))
    if list_kind is None or not viewer().may(list_kind.permission):
        return abort(403)
    form = file_form(list_kind, viewer(), formdata=None)
    form.file.errors = [
        _("The file is too large. Take away pictures and sheets that are not needed, or part it in two.")
    ]
    return _start_page(list_kind, form), 422


@pages.get("/<kind>/template.xlsx")
@needs("pupil.import")
def template(kind: str) -> Response:
    """An empty list with headers in the user's language."""
    list_kind = _kind(kind)
    return _spreadsheet(template_sheet(list_kind.readable, get_locale().language), f"{list_kind.template}.xlsx")


@pages.get("/files/<int:file_id>")
@needs("pupil.import")
def show(file_id: int) -> str:
    """How the file was understood, and every row as it would be stored."""
    file = _found(file_id)
    shown = actions.look(viewer(), _programme(), file)
    return _show_page(file, shown, dict.fromkeys(shown.let_be, LEAVE))


@pages.post("/files/<int:file_id>/columns")
@needs("pupil.import")
def read_again(file_id: int) -> Response:
    """Understand the columns as the user says, or forget what was said."""
    file = _found(file_id)
    mapping = (reading := actions.look(viewer(), _programme(), file).reading).mapping
    if "forget" in request.form:
        actions.forget_columns(file, table=reading.table)
    else:
        chosen = {column.index: request.form.get(f"column-{column.index}") for column in mapping.columns}
        actions.choose_columns(
            file,
            table=reading.table,
            shown={column.index: column.field for column in mapping.columns},
            chosen={index: key for index, key in chosen.items() if key is not None},
        )
    return redirect(url_for("importing.show", file_id=file.id, _anchor="columns"), 303)


@pages.post("/files/<int:file_id>/sheet")
@needs("pupil.import")
def read_sheet(file_id: int) -> Response:
    """Read another sheet of the file."""
    file = _found(file_id)
    names = actions.look(viewer(), _programme(), file).reading.table.sheets
    sheet = request.form.get("sheet", "")
    if sheet not in names:
        abort(404 if sheet else 400)
    actions.choose_sheet(file, sheet=sheet)
    return redirect(url_for("importing.show", file_id=file.id), 303)


@pages.post("/files/<int:file_id>/take")
@needs("pupil.import")
def take(file_id: int) -> Answer:
    """Store the good rows and those that are answered for, just as they were shown."""
    file, answers = _found(file_id), _answers()
    shown = actions.look(viewer(), _programme(), file)
    if request.form.get("mark") != shown.mark:
        flash(_("Something has changed since you looked. Look at the rows once more, then take them."), "warning")
        return _show_page(file, shown, answers), 409
    try:
        took = actions.take_file(file, shown=shown, answers=answers)
    except Refusal as refusal:
        db.session.rollback()
        file = _found(file_id)
        flash(_("Nothing was stored. %(why)s", why=refusal.message), "error")
        return _show_page(file, actions.look(viewer(), _programme(), file), answers), 422
    return redirect(url_for("importing.result", event_id=took.event_id), 303)


@pages.get("/files/<int:file_id>/faulty.xlsx")
@needs("pupil.import")
def faulty(file_id: int) -> Response:
    """The rows that need a person, with what is wrong, to mend and bring back."""
    file = _found(file_id)
    sheet = actions.look(viewer(), _programme(), file).left_over_sheet(get_locale().language)
    audit.record("export.made", what="import.faulty")
    name = _("%(list)s – to mend", list=queries.stem(file.filename) or LIST_KINDS[file.kind].template)
    return _spreadsheet(sheet, f"{name}.xlsx")


@pages.post("/files/<int:file_id>/give-up")
@needs("pupil.import")
def give_up(file_id: int) -> Response:
    """Erase the file; nothing of it, or nothing more, is stored."""
    file = _found(file_id)
    kind, was_taken = LIST_KINDS[file.kind], "left" in file.choices
    actions.give_up(file)
    flash(_("The file is erased.") if was_taken else _("The file is erased. Nothing was stored."), "success")
    return redirect(url_for(kind.back), 303)


@pages.get("/results/<int:event_id>")
@needs("pupil.import")
def result(event_id: int) -> str:
    """Who was new and who was changed."""
    taken = queries.taken_by(viewer(), event_id) or abort(404)
    left = queries.left_of(viewer(), taken.kind, event_id)
    return render_template("importing/result.html", taken=taken, kind=taken.kind, left=left)


def _programme() -> Programme:
    return open_programme(viewer()) or abort(404)


def _kind(key: str) -> ListKind:
    """The kind of list; some are for staff only."""
    kind = LIST_KINDS.get(key) or abort(404)
    return kind if viewer().may(kind.permission) else abort(403)


def _found(file_id: int) -> ImportFile:
    return queries.file_brought_by(viewer(), file_id) or abort(404)


def _answers() -> dict[int, str]:
    """line → answer, of the rows that are asked about."""
    said = ((name.removeprefix("answer-"), value) for name, value in request.form.items())
    return {int(line): value for line, value in said if line.isdecimal() and len(line) < 8}


def _spreadsheet(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=name)


def _start_page(kind: ListKind, form: FileForm) -> str:
    waiting = queries.files_of(viewer(), kind)
    return render_template("importing/start.html", kind=kind, form=form, waiting=waiting)


def _show_page(file: ImportFile, shown: Preview, answers: dict[int, str]) -> str:
    table: Any = shown.reading.table
    return render_template(
        "importing/show.html",
        file=file,
        kind=LIST_KINDS[file.kind],
        shown=shown,
        table=table,
        mapping=shown.reading.mapping,
        school=queries.as_brought(file).school,
        answers=answers,
        outcomes=Outcome,
        outcome_words=OUTCOME_WORDS,
        column_words=COLUMN_WORDS,
        groups=groups_of(shown.lines),
        samples=samples(table),
        encoding=encoding_name(table.encoding),
        separator=separator_name(table.separator),
    )
