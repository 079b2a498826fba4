"""The routes of the application, and how each of them is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for

from mentoring.core.access import PERMISSIONS
from tests.house.world import NOBODY, STAFF_ELSEWHERE, Corner

#: addresses that are the same in every programme: schools and days off belong to the district
OF_THE_DISTRICT = frozenset({"school_id", "day_off_id", "role", "way", "kind", "token", "answer", "link"})
#: roles by which an account of `ROLES` is known in the permission table
_ROLE_IN_TABLE = {STAFF_ELSEWHERE: "staff"}


@dataclass(frozen=True)
class Route:
    """One way to ask for one page. `permission` is None where another library serves and guards it itself."""

    endpoint: str
    method: str
    parameters: frozenset[str]
    permission: str | None

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"

    def is_allowed(self, role: str) -> bool:
        """What the permission table says."""
        if self.permission in (None, "public"):
            return True
        return role != NOBODY and _ROLE_IN_TABLE.get(role, role) in PERMISSIONS[str(self.permission)]

    def address(self, corner: Corner, role: str, instead: dict[str, Any] | None = None) -> str:
        """The path, with the ids of the corner; `instead` replaces some of them."""
        values = {name: corner.value(name, role) for name in self.parameters} | (instead or {})
        return url_for(self.endpoint, **values)


def routes(app: Flask, method: str) -> Iterator[Route]:
    """Every route that answers to the method, in a steady order."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        # a rule without methods answers to all, and its view refuses what it does not do
        answers = method == "GET" if rule.methods is None else method in rule.methods
        if answers and not rule.endpoint.endswith("static"):
            view = app.view_functions[rule.endpoint]
            yield Route(rule.endpoint, method, frozenset(rule.arguments), getattr(view, "permission", None))
