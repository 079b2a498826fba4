"""Letters in the outbox with harmless defaults."""

from itertools import count
from typing import Any

from mentoring.core.mail import Letter
from mentoring.outbox.actions import post
from mentoring.outbox.models import Mail
from mentoring.programme.models import Programme

_numbers = count(1)


def posted(programme: Programme, to: str = "kari@example.org", **values: Any) -> Mail:
    """A mail about plan 1 that was not committed yet."""
    letter = Letter(to, values.pop("subject", "Ny plan på Sagene"), values.pop("text", "Hei!\n"))
    wanted: dict[str, Any] = {"about": "plan:1", "key": f"plan:1:{next(_numbers)}"} | values
    return post(letter, programme_id=programme.id, **wanted)
