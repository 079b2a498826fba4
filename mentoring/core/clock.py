"""The only place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

OSLO = ZoneInfo("Europe/Oslo")


def now() -> datetime:
    """This moment in UTC; the setting FIXED_NOW (an aware datetime) holds it still in tests."""
    fixed: datetime | None = current_app.config.get("FIXED_NOW")
    return fixed or datetime.now(UTC)


def today() -> date:
    """The date in Norway."""
    return now().astimezone(OSLO).date()
