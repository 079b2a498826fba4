"""Reads of imports: the file that was brought, how its headers were understood before, what was taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import current_app
from sqlalchemy import select

from mentoring.camp.queries import activities
from mentoring.core.access import Viewer
from mentoring.core.audit import AuditEvent
from mentoring.core.database import db
from mentoring.importing.kinds import LIST_KINDS, ListKind
from mentoring.importing.preview import Brought
from mentoring.programme.models import DayOff, School, Venue
from mentoring.registration.models import ImportFile, ImportMapping
from mentoring.registration.queries import mentors_seen_by, pupils_seen_by, schools_of
from mentoring.registration.reading.columns import OUR_COLUMNS
from mentoring.registration.reading.spelling import fold

STORED = "import.stored"


def file_brought_by(viewer: Viewer, file_id: int) -> ImportFile | None:
    """A file that this account brought into the open programme, and that is still there for it."""
    file = db.session.get(ImportFile, file_id)
    if file is None or (file.account_id, file.programme_id) != (viewer.account_id, viewer.programme_id):
        return None
    may_still = viewer.may(LIST_KINDS[file.kind].permission)
    is_own = file.school_id is None or file.school_id in {school.id for school in schools_of(viewer)}
    return file if may_still and is_own else None


def files_of(viewer: Viewer, kind: ListKind) -> Sequence[ImportFile]:
    """The account's files of a kind that wait to be taken or given up, newest first."""
    waiting = select(ImportFile).where(
        ImportFile.account_id == viewer.account_id,
        ImportFile.programme_id == viewer.programme_id,
        ImportFile.kind == kind.key,
    )
    return db.session.scalars(waiting.order_by(ImportFile.created_at.desc(), ImportFile.id.desc())).all()


def left_of(viewer: Viewer, kind: ListKind, event_id: int) -> ImportFile | None:
    """The file of which rows were left when that was stored, while it is kept."""
    return next((file for file in files_of(viewer, kind) if file.choices.get("event") == event_id), None)


def kept_until(file: ImportFile) -> datetime:
    """When the file is erased, whatever is left of it."""
    return file.created_at + timedelta(hours=current_app.config["IMPORT_HOURS"])


def earlier_versions(file: ImportFile) -> Sequence[ImportFile]:
    """Files that this one replaces: for the same school, with the same headers and the same name, or with left
    rows that it brings back mended ("elever.csv" before "elever – to mend (1).xlsx")."""
    same = select(ImportFile).filter_by(
        account_id=file.account_id, programme_id=file.programme_id, school_id=file.school_id, kind=file.kind
    )
    return [
        other
        for other in db.session.scalars(same.where(ImportFile.id != file.id))
        if other.choices.get("headers") == file.choices.get("headers")
        and (other.filename == file.filename or _is_mended(file, other))
    ]


def _is_mended(file: ImportFile, other: ImportFile) -> bool:
    return "left" in other.choices and file.filename.startswith(f"{stem(other.filename)} – ")


def stem(filename: str) -> str:
    """A file's name without its ending."""
    return re.sub(r"\.\w{2,4}$", "", filename)


def as_brought(file: ImportFile) -> Brought:
    """The file with what was said of it; see `actions.choose_columns`."""
    columns = {int(place): key for place, key in file.choices.get("columns", {}).items()}
    return Brought(
        LIST_KINDS[file.kind],
        file.content,
        file.filename,
        db.session.get(School, file.school_id) if file.school_id else None,
        file.choices.get("sheet", ""),
        columns,
    )


def headers_hash(headers: Sequence[str]) -> str:
    """What tells one list's headers from another's: case, accents and the column that we add ourselves aside."""
    own = [fold(header) for header in headers if header not in OUR_COLUMNS]
    return sha256("\n".join(own).encode()).hexdigest()


def remembered(account_id: int, kind: str, hashed: str) -> ImportMapping | None:
    """What the account said of headers with this hash before."""
    wanted = select(ImportMapping).where(ImportMapping.account_id == account_id, ImportMapping.kind == kind)
    return db.session.scalar(wanted.where(ImportMapping.headers_hash == hashed))


@dataclass(frozen=True)
class Taken:
    """What was stored at one time: the records that were new and those that were changed."""

    kind: ListKind
    created: Sequence[Any]
    updated: Sequence[Any]


def taken_by(viewer: Viewer, event_id: int) -> Taken | None:
    """What this account took; records that are gone or not the viewer's (any more) are left out."""
    event = db.session.get(AuditEvent, event_id)
    if event is None or event.event != STORED:
        return None
    kind = LIST_KINDS[event.details["kind"]]
    own = (event.account_id, event.programme_id) == (viewer.account_id, viewer.programme_id)
    if not own or not viewer.may(kind.permission):
        return None
    created, updated = (_records(viewer, kind, event.details[name]) for name in ("created", "updated"))
    return Taken(kind, created, updated)


def _records(viewer: Viewer, kind: ListKind, ids: list[int]) -> Sequence[Any]:
    if kind.key == "pupils":
        seen = {row.id: row for row in db.session.scalars(pupils_seen_by(viewer))}
    elif kind.key == "mentors":
        seen = {row.id: row for row in db.session.scalars(mentors_seen_by(viewer))}
    else:
        seen = {row.id: row for row in _places(viewer, kind)}
    return [seen[id_] for id_ in ids if id_ in seen]


def _places(viewer: Viewer, kind: ListKind) -> Sequence[Any]:
    if kind.key == "calendar":
        return db.session.scalars(select(DayOff)).all()
    if kind.key == "venues":
        return db.session.scalars(select(Venue).where(Venue.programme_id == viewer.programme_id)).all()
    return activities(viewer)
