"""Who may do what: one table, read by every route, every query of personal rows and the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, has_request_context
from flask_login import current_user

STAFF, COORDINATOR, MENTOR = "staff", "coordinator", "mentor"
ROLES = (STAFF, COORDINATOR, MENTOR)

#: permission → the roles that have it. `public` and `account` are open to anybody and to anybody signed in.
PERMISSIONS: dict[str, frozenset[str]] = {
    "public": frozenset(),
    "account": frozenset(ROLES),
    "programme.see": frozenset({STAFF}),
    "programme.edit": frozenset({STAFF}),
    "pupil.see": frozenset({STAFF, COORDINATOR}),
    "pupil.edit": frozenset({STAFF, COORDINATOR}),
    "pupil.import": frozenset({STAFF, COORDINATOR}),
    "pupil.tie": frozenset({STAFF, COORDINATOR}),
    "mentor.see": frozenset({STAFF}),
    "mentor.edit": frozenset({STAFF}),
    "mentor.import": frozenset({STAFF}),
    "mentor.self": frozenset({MENTOR}),
    "clearance.see": frozenset({STAFF}),  # and only one who is named clearance officer
    "activity.edit": frozenset({STAFF}),
    "camp.edit": frozenset({STAFF}),
    "camp.enrol": frozenset({STAFF, COORDINATOR}),
    "camp.health": frozenset({STAFF}),  # and only who leads that camp
    "run.start": frozenset({STAFF}),
    "plan.see": frozenset({STAFF}),
    "plan.mend": frozenset({STAFF}),
    "plan.publish": frozenset({STAFF}),
    "timetable.see": frozenset({STAFF, COORDINATOR, MENTOR}),
    "session.change": frozenset({STAFF}),
    "absence.tell": frozenset({STAFF, MENTOR}),  # a mentor for oneself
    "absence.pupil": frozenset({STAFF, COORDINATOR}),
    "standin.ask": frozenset({STAFF}),
    "feed.manage": frozenset({STAFF, COORDINATOR, MENTOR}),
    "feed.own": frozenset({STAFF, COORDINATOR}),  # a mentor's is made by itself
    "mail.see": frozenset({STAFF}),
    "mail.send": frozenset({STAFF}),
    "account.invite": frozenset({STAFF}),
    "audit.see": frozenset({STAFF}),
}


@dataclass(frozen=True)
class Viewer:
    """What the account that asks may see, in the programme it has open.

    `school_ids`: the schools of a coordinator. `mentor_id`: the mentor that the account is.
    `is_clearance_officer`: the named person who sees the police certificate record.
    """

    account_id: int | None = None
    programme_id: int | None = None
    roles: frozenset[str] = frozenset()
    school_ids: frozenset[int] = frozenset()
    mentor_id: int | None = None
    is_clearance_officer: bool = False

    @property
    def is_staff(self) -> bool:
        return STAFF in self.roles

    def may(self, permission: str) -> bool:
        """Whether the table gives this viewer the permission; an unknown permission is our own mistake."""
        allowed = PERMISSIONS[permission]
        if permission == "public":
            return True
        if permission == "clearance.see":
            return self.is_staff and self.is_clearance_officer
        return bool(allowed & self.roles)


def viewer() -> Viewer:
    """The viewer of this request; nobody's when no one is signed in, and in commands and the worker."""
    if not has_request_context():
        return Viewer()
    if "viewer" not in g:
        g.viewer = current_user.as_viewer() if current_user.is_authenticated else Viewer()
    viewer_: Viewer = g.viewer
    return viewer_


def may(permission: str) -> bool:
    """Whether the viewer of this request has the permission (also in templates)."""
    return viewer().may(permission)


def needs(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view with its permission: sign-in is asked for first, then 403 for who may not."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            # a public view asks nobody who they are, so it needs neither session nor database for it
            if permission != "public" and not may(permission):
                return abort(403) if current_user.is_authenticated else current_app.login_manager.unauthorized()
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # the mark that the route walk reads
        return guarded

    return mark


#: endpoints that other libraries serve and guard themselves
FOREIGN = ("static", "security.", "security_static")


def unguarded_endpoints(app: Flask) -> list[str]:
    """The endpoints that carry no permission; the application does not start with one."""
    return [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not endpoint.startswith(FOREIGN) and getattr(view, "permission", None) not in PERMISSIONS
    ]


def init_access(app: Flask) -> None:
    """Give templates `may` and `viewer`."""
    app.context_processor(lambda: {"may": may, "viewer": viewer()})
