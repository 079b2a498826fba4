"""Forms as a browser sends them; a test says only what it is about."""

from typing import Any

from mentoring.programme.models import Programme, School


def pupil(of: Programme, at: School, **changes: Any) -> dict[str, Any]:
    """A filled-in pupil's form."""
    return {
        "given_name": "Ida",
        "family_name": "Strøm-Åsen",
        "birth_date": "2012-05-17",
        "gender": "",
        "school_id": str(at.id),
        "grade": "9",
        "form": "",
        "home_language": "",
        "other_languages": "",
        "needs": [str(of.topics[0].id)],
        "sessions_wanted": "1",
        "priority": "1",
        "availability": "",
        "availability-was": "",
        "reach": "everywhere",
        "mentor_gender": "",
        "required_language": "",
        "remark": "",
    } | changes


def entry(number: int, **person: str) -> dict[str, str]:
    """A new guardian in a pupil's form."""
    return {f"new_guardians-{number}-{name}": value for name, value in ({"language": "nb"} | person).items()}


def mentor(of: Programme, **changes: Any) -> dict[str, Any]:
    """A filled-in mentor's form."""
    return {
        "given_name": "Noah",
        "family_name": "Øvrebø",
        "email": "noah@example.org",
        "phone": "",
        "birth_date": "2001-02-03",
        "gender": "",
        "languages": "Norwegian Bokmål",
        "topics": [str(of.topics[0].id)],
        "grade_low": "8",
        "grade_high": "10",
        "max_sessions": "2",
        "max_pupils": "6",
        "group_size": "3",
        "qualifications": "",
        "availability": "",
        "availability-was": "",
        "reach": "everywhere",
    } | changes
