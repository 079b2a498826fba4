"""`flask import pupils FILE --school NAME` and its like: the same lists, read and told in the same words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from mentoring.core.access import STAFF, Viewer
from mentoring.core.database import db
from mentoring.core.languages import DEFAULT, LANGUAGES
from mentoring.core.refusal import Refusal
from mentoring.importing.actions import Took, take
from mentoring.importing.kinds import LIST_KINDS
from mentoring.importing.lines import Line, Outcome
from mentoring.importing.preview import Brought, Preview, preview
from mentoring.importing.shown import OUTCOME_WORDS, encoding_name, separator_name, sum_of
from mentoring.programme.models import Programme, School
from mentoring.registration.reading.fault import Unreadable
from mentoring.registration.reading.spelling import fold, nearest

imports = AppGroup("import", help="Store the rows of a spreadsheet.")
SOME_FAULTY, UNREADABLE = 1, 2
_COMMON: tuple[Callable[[Any], Any], ...] = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.option("--programme", default="", help="Its name; may be left out where there is only one."),
    click.option("--dry-run", is_flag=True, help="Tell what would be stored, and store nothing."),
    click.option(
        "--map", "columns", multiple=True, metavar='"HEADER=FIELD"', help="What a column means; - is nothing."
    ),
    click.option("--sheet", default="", help="The sheet to read."),
    click.option("--faulty", type=click.Path(dir_okay=False, path_type=Path), help="Where rows to mend are written."),
    click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, help="Language of what is said."),
)


def _of_list(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_COMMON):
        command = option(command)
    return command


@imports.command("pupils")
@_of_list
@click.option("--school", default="", help="Where the pupils go unless their row says another school.")
def import_pupils(school: str, **options: Any) -> None:
    """Store the pupils in FILE."""
    _import("pupils", school=school, **options)


@imports.command("mentors")
@_of_list
def import_mentors(**options: Any) -> None:
    """Store the mentors in FILE."""
    _import("mentors", **options)


@imports.command("activities")
@_of_list
def import_activities(**options: Any) -> None:
    """Store the camp activities in FILE."""
    _import("activities", **options)


@imports.command("venues")
@_of_list
def import_venues(**options: Any) -> None:
    """Store the venues in FILE."""
    _import("venues", **options)


@imports.command("calendar")
@_of_list
def import_calendar(**options: Any) -> None:
    """Store the days off in FILE."""
    _import("calendar", **options)


def _import(
    kind: str,
    *,
    file: Path,
    programme: str,
    dry_run: bool,
    columns: tuple[str, ...],
    sheet: str,
    faulty: Path | None,
    language: str,
    school: str = "",
) -> None:
    """Exit code 0 when all rows are good, 1 when some are not, 2 when the file cannot be read."""
    with force_locale(language):
        row = _named(Programme, programme, _("programme"))
        at = _named(School, school, _("school")) if school else None
        brought = Brought(LIST_KINDS[kind], file.read_bytes(), file.name, at, sheet, remembered=_told(kind, columns))
        # the command is run by whoever runs the installation, who may do what staff may, clearance with it
        viewer = Viewer(programme_id=row.id, roles=frozenset({STAFF}), is_clearance_officer=True)
        try:
            shown = preview(viewer, row, brought)
        except Unreadable as unreadable:
            click.echo(str(unreadable), err=True)
            raise SystemExit(UNREADABLE) from unreadable
        _say(shown)
        if faulty and shown.left_over:
            faulty.write_bytes(shown.left_over_sheet(language))
            click.echo(_("The rows to mend are in %(file)s.", file=faulty))
        _store(kind, shown, dry_run=dry_run)
    raise SystemExit(SOME_FAULTY if shown.left_over or shown.reading.mapping.faults else 0)


def _named(table: Any, name: str, what: str) -> Any:
    rows = db.session.scalars(select(table).order_by(table.name)).all()
    found = [row for row in rows if fold(row.name) == fold(name)] if name else rows
    if len(found) == 1:
        return found[0]
    known = ", ".join(row.name for row in rows) or "–"
    if name:
        near = nearest(name, [row.name for row in rows]) or known
        raise click.UsageError(
            _("There is no %(what)s called “%(name)s”. Is it: %(near)s?", what=what, name=name, near=near)
        )
    raise click.UsageError(_("Say which %(what)s: %(known)s.", what=what, known=known))


def _told(kind: str, columns: tuple[str, ...]) -> dict[str, str]:
    """ "Header=field" as understood headers; a field is known by its key or by its title in any language."""
    fields = LIST_KINDS[kind].readable.fields
    keys = {fold(title): field.key for field in reversed(fields) for title in (*field.own_titles, field.key)}
    told = {}
    for text in columns:
        header, _equals, name = text.rpartition("=")
        if not header or (fold(name) and fold(name) not in keys):
            known = ", ".join(field.key for field in fields)
            raise click.UsageError(
                _("“%(text)s” is not HEADER=FIELD. The fields are: %(known)s.", text=text, known=known)
            )
        told[fold(header)] = keys.get(fold(name), "")
    return told


def _say(shown: Preview) -> None:
    """The same facts as the page."""
    table, mapping = shown.reading.table, shown.reading.mapping
    how = [table.sheet, encoding_name(table.encoding), separator_name(table.separator)]
    where = (
        _("Header on line %(line)s", line=table.header_line) if table.header_line else _("No header line was found")
    )
    click.echo(where + "".join(f", {part}" for part in how if part))
    for column in mapping.columns:
        meaning = mapping_name(shown, column.field) if column.field else _("not used")
        click.echo(f"  {column.header or column.index + 1} → {meaning}. {column.why}")
    for fault in (*mapping.faults, *mapping.warnings, *table.warnings):
        click.echo(f"  ! {fault}")
    for line in shown.lines:
        for said in _about(line):
            click.echo(said)
    click.echo(sum_of(shown.totals))


def mapping_name(shown: Preview, key: str) -> str:
    """The name of a field of the list that is shown."""
    return str(LIST_KINDS[shown.reading.mapping.kind].readable.field(key).name)


def _about(line: Line) -> Iterator[str]:
    word = OUTCOME_WORDS[line.outcome][0]
    if line.outcome is not Outcome.SAME or line.warnings:
        yield _("Line %(line)s %(name)s: %(what)s", line=line.number, name=line.name, what=word)
    yield from (f"    ✗ {fault}" for fault in line.faults)
    yield from (f"    ? {line.question}" for _question in [line.question] if line.question)
    yield from (f"    ! {warning}" for warning in line.warnings)
    yield from (f"    {change.label}: {change.before or '–'} → {change.after or '–'}" for change in line.changes)


def _store(kind: str, shown: Preview, *, dry_run: bool) -> None:
    if dry_run:
        click.echo(_("This was a dry run: nothing is stored."))
        return
    try:
        took = take(kind, shown=shown, answers={})
    except Refusal as refusal:
        db.session.rollback()
        click.echo(_("Nothing was stored. %(why)s", why=refusal.message), err=True)
        raise SystemExit(SOME_FAULTY) from refusal
    db.session.commit()
    click.echo(stored_in_words(took))


def stored_in_words(took: Took) -> str:
    """How many were new, changed and as they were."""
    return _(
        "Stored: %(created)s new, %(updated)s changed, %(unchanged)s unchanged.",
        created=len(took.created),
        updated=len(took.updated),
        unchanged=len(took.unchanged),
    )
