"""Each column about a person says what it is and how long it is kept; each audit event is declared and used."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Column

from mentoring.core import audit
from mentoring.core.database import db

ROOT = Path(__file__).parents[2]
KINDS = {"name", "contact", "birth", "schooling", "language", "time", "need", "clearance", "note", "health"}
#: tables with a row for each person or about one person
ABOUT_PEOPLE = (
    "absence",
    "account",
    "busy_time",
    "camp_consent",
    "camp_friend",
    "camp_health",
    "camp_mentor",
    "camp_pupil",
    "camp_wish",
    "clearance_item",
    "guardian",
    "invitation",
    "mail",
    "mentor",
    "pupil",
    "pupil_absence",
)
#: columns that say nothing about the person: keys, moments of storing, secrets of signing in, choices of the page
ABOUT_THE_ROW = {
    "id",
    "created_at",
    "changed_at",
    "noted_at",
    "expires_at",
    "accepted_at",
    "left_on",
    "item",
    "role",
    "ticket",
    "account.active",
    "account.fs_uniquifier",
    "account.language",
    "account.last_login_at",
    "account.mf_recovery_codes",
    "account.password",
    "account.tf_primary_method",
    "account.tf_totp_secret",
    "camp_consent.wording",
    "camp_pupil.applied_at",
    "camp_pupil.is_drawn",
    "camp_pupil.nonce",
    "camp_pupil.status",
    "invitation.language",
    "invitation.is_clearance_officer",
    "invitation.secret_hash",
    "mail.about",
    "mail.channel",
    "mail.claimed_at",
    "mail.has_secret",
    "mail.language",
    "mail.message_id",
    "mail.not_after",
    "mail.not_before",
    "mail.sent_at",
    "mail.status",
    "mail.tries",
    "pupil_absence.by_guardian",
}


def _columns() -> list[Column[object]]:
    return [column for name in ABOUT_PEOPLE for column in db.metadata.tables[name].columns]


def test_every_column_about_a_person_says_so(app):
    silent = [
        str(column)
        for column in _columns()
        if not column.foreign_keys
        and not {column.name, str(column)} & ABOUT_THE_ROW
        and "personal" not in column.info
    ]

    assert silent == []


def test_personal_columns_name_a_kind_and_an_end(app):
    told = {
        str(column): column.info["personal"]
        for table in db.metadata.tables.values()
        for column in table.columns
        if "personal" in column.info
    }

    assert len(told) > 20
    assert {
        name for name, personal in told.items() if personal["kind"] not in KINDS or not personal["keep_until"]
    } == set()


def test_no_column_is_made_for_a_national_identity_number(app):
    names = [str(column) for table in db.metadata.tables.values() for column in table.columns]

    assert [name for name in names if any(word in name for word in ("ssn", "fnr", "national_id", "identity"))] == []


def _recorded() -> dict[str, list[frozenset[str]]]:
    """Event → the keys with which the code records it, wherever it does."""
    found: dict[str, list[frozenset[str]]] = {}
    for path in (ROOT / "mentoring").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(call, ast.Call)
                and _is_record(call.func)
                and call.args
                and isinstance(call.args[0], ast.Constant)
            ):
                keys = frozenset(keyword.arg or "**" for keyword in call.keywords) - {"subject"}
                found.setdefault(str(call.args[0].value), []).append(keys)
    return found


def _is_record(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name == "record"


def test_every_recorded_event_is_declared_with_its_keys():
    wrong = {
        event: keys
        for event, calls in _recorded().items()
        for keys in calls
        if "**" not in keys and keys != audit.EVENTS.get(event)
    }

    assert wrong == {}


def test_every_declared_event_is_named_where_it_happens():
    code = [path.read_text("utf-8") for path in (ROOT / "mentoring").rglob("*.py") if path.name != "audit.py"]

    assert [event for event in sorted(audit.EVENTS) if not any(f'"{event}"' in text for text in code)] == []


def test_an_event_with_other_keys_is_refused(app):
    with app.test_request_context(), pytest.raises(ValueError, match="carries"):
        audit.record("pupil.seen", mentor=1)
