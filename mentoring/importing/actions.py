"""Writes of imports: bring a file, say what its columns mean, take its rows, give it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete

from mentoring.core import audit
from mentoring.core.access import Viewer
from mentoring.core.clock import now
from mentoring.core.database import add_all, db
from mentoring.core.refusal import Refusal
from mentoring.importing.kinds import ListKind
from mentoring.importing.lines import LEAVE, Line, Outcome, Stored
from mentoring.importing.preview import Brought, Preview, preview, read
from mentoring.importing.queries import STORED, as_brought, earlier_versions, headers_hash, remembered
from mentoring.programme.following import calendar_gathered
from mentoring.programme.models import Programme
from mentoring.registration.models import ImportFile, ImportMapping
from mentoring.registration.reading.fault import text_of
from mentoring.registration.reading.identity import masked
from mentoring.registration.reading.kept import without_identity_numbers
from mentoring.registration.reading.spelling import fold
from mentoring.registration.reading.table import Table


@dataclass(frozen=True)
class Took:
    """What became of the rows: records that are new, changed or as they were, and lines left for later."""

    created: tuple[Stored, ...]
    updated: tuple[Stored, ...]
    unchanged: tuple[Stored, ...]
    left: tuple[Line, ...]
    event_id: int


def bring(
    viewer: Viewer,
    programme: Programme,
    kind: ListKind,
    *,
    content: bytes,
    filename: str,
    school_id: int | None = None,
) -> ImportFile:
    """Keep a file until it is taken or given up. Unreadable, before anything is kept, where it is no list.

    National identity numbers are struck out of what is kept; their rows say so.
    """
    table = read(programme, Brought(kind, content, filename), ()).table
    file = ImportFile(
        account_id=viewer.account_id,
        programme_id=programme.id,
        school_id=school_id,
        kind=kind.key,
        filename=text_of(masked(filename[-200:])),
        content=without_identity_numbers(content, table.encoding),
        choices={"headers": headers_hash(table.headers)},
        created_at=now(),
    )
    add_all([file])
    return file


def look(viewer: Viewer, programme: Programme, file: ImportFile) -> Preview:
    """The file as it would be stored, with what the account said of such headers before."""
    brought = as_brought(file)
    said = _said_before(file, file.choices.get("headers", ""))
    shown = preview(viewer, programme, replace(brought, remembered=said))
    if "headers" not in file.choices:
        # another sheet was chosen: only now are its headers known
        file.choices = file.choices | {"headers": headers_hash(shown.reading.table.headers)}
        if said := _said_before(file, file.choices["headers"]):
            shown = preview(viewer, programme, replace(brought, remembered=said))
    return replace(shown, let_be=frozenset(file.choices.get("let_be", ())))


def _said_before(file: ImportFile, hashed: str) -> dict[str, str]:
    row = remembered(file.account_id, file.kind, hashed)
    return row.mapping if row else {}


def choose_columns(file: ImportFile, *, table: Table, shown: Mapping[int, str], chosen: Mapping[int, str]) -> None:
    """Say what columns mean, and remember it for such headers. Only what differs from what was shown is a choice."""
    news = {place: key for place, key in chosen.items() if shown.get(place) != key}
    before = {int(place): key for place, key in file.choices.get("columns", {}).items()}
    file.choices = file.choices | {"columns": {str(place): key for place, key in (before | news).items()}}
    told = {fold(table.headers[place]): key for place, key in news.items() if fold(table.headers[place])}
    if not told:
        return
    hashed = headers_hash(table.headers)
    row = remembered(file.account_id, file.kind, hashed)
    if row is None:
        add_all([ImportMapping(account_id=file.account_id, kind=file.kind, headers_hash=hashed, mapping=told)])
    else:
        row.mapping = row.mapping | told


def forget_columns(file: ImportFile, *, table: Table) -> None:
    """Take back what was said of the columns, now and before."""
    file.choices = file.choices | {"columns": {}}
    db.session.execute(
        delete(ImportMapping).filter_by(
            account_id=file.account_id, kind=file.kind, headers_hash=headers_hash(table.headers)
        )
    )


def choose_sheet(file: ImportFile, *, sheet: str) -> None:
    """Read another sheet of the file; what was said of the columns was of the other one."""
    file.choices = {"sheet": sheet, "columns": {}}


def give_up(file: ImportFile) -> None:
    """Erase the file; nothing of it is stored that was not taken."""
    db.session.delete(file)
    db.session.flush()


def purge_files() -> int:
    """Erase all files that waited too long; how many they were."""
    oldest = now() - timedelta(hours=current_app.config["IMPORT_HOURS"])
    gone = delete(ImportFile).where(ImportFile.created_at < oldest).returning(ImportFile.id)
    return len(db.session.scalars(gone).all())


def take_file(file: ImportFile, *, shown: Preview, answers: Mapping[int, str]) -> Took:
    """Store the good rows of a file and those that are answered for; see `take`.

    The file is kept while rows of it are left, and erased with the last one. Earlier versions of the list are erased
    too: the same file, and the one of which this brings rows back mended.
    """
    took = take(file.kind, shown=shown, answers=answers)
    for earlier in earlier_versions(file):
        give_up(earlier)
    if took.left:
        let_be = [line for line, answer in answers.items() if answer == LEAVE]
        file.choices = file.choices | {"left": len(took.left), "event": took.event_id, "let_be": let_be}
    else:
        give_up(file)
    return took


def take(kind: str, *, shown: Preview, answers: Mapping[int, str]) -> Took:
    """Store the good rows, and of the others those that are answered for (line → answer).

    Refuses, with its line, a row that cannot be stored after all; the caller then undoes the whole. What follows from
    a school calendar is done once for all its rows.
    """
    with calendar_gathered():
        return _taken(kind, shown, answers)


def _taken(kind: str, shown: Preview, answers: Mapping[int, str]) -> Took:
    done: dict[int, Stored] = {}
    left = []
    for line in shown.lines:
        deed = line.deeds.get(answers.get(line.number, "") if line.outcome is Outcome.ASKED else "")
        if deed is None:
            left += [line] if line.outcome in (Outcome.ASKED, Outcome.FAULTY) else []
            continue
        try:
            done[line.number] = deed({number: stored.record for number, stored in done.items()})
        except Refusal as refusal:
            raise Refusal(
                _("Line %(line)s (%(name)s): %(why)s", line=line.number, name=line.name, why=refusal.message)
            ) from refusal
    shown.planned.finish({number: stored.record for number, stored in done.items()})
    return _told(kind, list(done.values()), [line for line in left if answers.get(line.number) != LEAVE])


def _told(kind: str, done: Sequence[Stored], left: Sequence[Line]) -> Took:
    """Each record once, however many lines spoke of it."""
    created = _each_once([stored for stored in done if stored.is_new], set())
    seen = {stored.record.id for stored in created}
    updated = _each_once([stored for stored in done if stored.is_changed], seen)
    unchanged = _each_once(list(done), seen | {stored.record.id for stored in updated})
    event = audit.record(
        STORED,
        kind=kind,
        created=[stored.record.id for stored in created],
        updated=[stored.record.id for stored in updated],
    )
    db.session.flush()
    return Took(tuple(created), tuple(updated), tuple(unchanged), tuple(left), event.id)


def _each_once(stored: Sequence[Stored], seen: set[int]) -> list[Stored]:
    found: dict[int, Stored] = {}
    for one in stored:
        if one.record.id not in seen:
            found.setdefault(one.record.id, one)
    return list(found.values())
