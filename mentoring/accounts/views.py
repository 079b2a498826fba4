"""Pages about accounts: front page, people, invitations, joining, one's own account."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectChoice

from mentoring.accounts import actions, forms, queries
from mentoring.accounts.letters import about_invitation
from mentoring.core.access import COORDINATOR, MENTOR, STAFF, needs, viewer
from mentoring.core.clock import now
from mentoring.core.front import figures, what_waits
from mentoring.core.languages import LANGUAGES, chosen_language
from mentoring.core.limits import limited
from mentoring.core.refusal import Refusal
from mentoring.outbox.queries import mails_failed_about

pages = Blueprint("accounts", __name__)

INVITE_FORMS: dict[str, type[Any]] = {
    STAFF: forms.InviteStaffForm,
    COORDINATOR: forms.InviteCoordinatorForm,
    MENTOR: forms.InviteMentorForm,
}


@pages.get("/")
@needs("public")
def front() -> str | AnyResponse:
    """What waits to be done, for whoever is signed in."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    return render_template("front.html", waiting=what_waits(viewer()), figures=figures(viewer()))


@pages.get("/robots.txt")
@needs("public")
def robots() -> Response:
    """Forbids nothing: calendar readers obey it for feeds; pages say themselves that they are not for search."""
    return Response("User-agent: *\nDisallow:\n", mimetype="text/plain")


@pages.post("/language")
@needs("public")
def choose_language() -> AnyResponse:
    """Keep the chosen language for the account, or for this session."""
    code = request.form.get("language", "")
    if code in LANGUAGES:
        session["language"] = code
        if current_user.is_authenticated:
            current_user.language = code
    return redirect(_page_before())


@pages.post("/programme-choice")
@needs("account")
def choose_programme() -> AnyResponse:
    """Open another of one's own programmes; pages of the old one may mean nothing there."""
    wished = request.form.get("programme", type=int)
    if wished in [programme.id for programme in queries.own_programmes(current_user)]:
        session["programme_id"] = wished
    return redirect(url_for("accounts.front"))


@pages.get("/people")
@needs("account.invite")
def index() -> str:
    """Who has access, who is invited."""
    invitations = queries.open_invitations(viewer())
    return render_template(
        "accounts/index.html",
        members=queries.members(viewer()),
        invitations=invitations,
        failed=mails_failed_about(viewer(), [about_invitation(row) for row in invitations]),
        about=about_invitation,
        moment=now(),
        uninvited=len(queries.mentors_without_account(viewer())),
        letter=session.pop("letter", None),
    )


@pages.route("/people/invite/<role>", methods=["GET", "POST"])
@needs("account.invite")
def invite(role: str) -> str | AnyResponse | tuple[str, int]:
    """Invite somebody to a role; `?mentor=` chooses a mentor beforehand."""
    form = _invite_form(role)
    if form.validate_on_submit():
        try:
            return _tell(actions.invite(viewer().programme_id or 0, role=role, **form.values()))
        except Refusal as refusal:
            form.refuse(refusal)
    page = render_template("accounts/invite.html", form=form, role=role)
    return (page, 422) if form.has_errors() else page


@pages.post("/people/invitations/<int:invitation_id>/again")
@needs("account.invite")
def invite_again(invitation_id: int) -> AnyResponse:
    """Send a new letter."""
    invitation = queries.open_invitation(viewer(), invitation_id) or abort(404)
    return _tell(actions.invite_again(invitation))


@pages.post("/people/invitations/<int:invitation_id>/withdraw")
@needs("account.invite")
def withdraw(invitation_id: int) -> AnyResponse:
    """Take an invitation back."""
    invitation = queries.open_invitation(viewer(), invitation_id) or abort(404)
    actions.withdraw(invitation)
    flash(_("The invitation to %(email)s no longer works.", email=invitation.email), "success")
    return redirect(url_for("accounts.index"))


@pages.get("/people/<int:membership_id>")
@needs("account.invite")
def member(membership_id: int) -> str:
    """One person's access, and what can be done about it."""
    membership = queries.member(viewer(), membership_id) or abort(404)
    may_name = membership.role == STAFF and not membership.is_clearance_officer
    has_officer = queries.has_officer(membership.programme_id)
    return render_template(
        "accounts/member.html",
        membership=membership,
        may_name=may_name and (viewer().is_clearance_officer or not has_officer),
    )


@pages.route("/people/<int:membership_id>/remove", methods=["GET", "POST"])
@needs("account.invite")
def remove(membership_id: int) -> str | AnyResponse:
    """Ask, then take somebody's access away."""
    membership = queries.member(viewer(), membership_id) or abort(404)
    if request.method != "POST":  # HEAD does as little as GET
        return render_template("accounts/remove.html", membership=membership)
    name = membership.account.name
    try:
        actions.take_away(membership)
        flash(_("%(name)s has no access any more.", name=name), "success")
    except Refusal as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("accounts.index"))


@pages.post("/people/<int:membership_id>/password")
@needs("account.invite")
def send_password_link(membership_id: int) -> AnyResponse:
    """Help somebody who has forgotten the password."""
    membership = queries.member(viewer(), membership_id) or abort(404)
    try:
        return _tell(actions.send_password_link(membership, by=viewer()))
    except Refusal as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("accounts.index"))


@pages.post("/people/<int:membership_id>/officer")
@needs("account.invite")
def name_officer(membership_id: int) -> AnyResponse:
    """Name who sees police certificate records."""
    membership = queries.member(viewer(), membership_id) or abort(404)
    try:
        actions.name_officer(membership, by=viewer())
        flash(_("%(name)s now sees the police certificates.", name=membership.account.name), "success")
    except Refusal as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("accounts.index"))


@pages.route("/join/<secret>", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def join(secret: str) -> str | AnyResponse | tuple[str, int]:
    """Where the letter leads: make an account, or use one's own."""
    _take_language_of_letter()
    invitation = queries.usable_invitation(secret)
    if invitation is None:
        return render_template("accounts/not_usable.html"), 410
    if current_user.is_authenticated:
        return _join_signed_in(secret, invitation)
    has_account = queries.account_with(invitation.email) is not None
    form = forms.JoinWithPasswordForm() if has_account else forms.JoinForm(name=_name_of(invitation))
    if form.validate_on_submit():
        try:
            account = actions.join(secret, **form.values(), language=chosen_language())
            return _welcome(account, invitation.programme_id)
        except Refusal as refusal:
            form.refuse(refusal)
    page = render_template("accounts/join.html", form=form, invitation=invitation, has_account=has_account)
    return (page, 422) if form.has_errors() else page


@pages.route("/account/mine", methods=["GET", "POST"])
@needs("account")
def mine() -> str | AnyResponse | tuple[str, int]:
    """One's own account."""
    form = forms.OwnAccountForm(obj=current_user)
    if form.validate_on_submit():
        actions.change_own(current_user, **form.values())
        session["language"] = current_user.language
        flash(_("Your changes are kept."), "success")
        return redirect(url_for("accounts.mine"))
    page = render_template("accounts/mine.html", form=form)
    return (page, 422) if form.has_errors() else page


@pages.post("/account/sign-out-everywhere")
@needs("account")
def sign_out_everywhere() -> AnyResponse:
    """End all sessions of one's own, this one too."""
    actions.end_sessions(current_user)
    logout_user()
    flash(_("You are signed out on all devices."), "success")
    return redirect(url_for("security.login"))


def _invite_form(role: str) -> Any:
    """The form of that role with its choices; 404 for a role that is none."""
    form = INVITE_FORMS.get(role, lambda **_: abort(404))(
        language=chosen_language(), mentor_id=request.args.get("mentor", type=int)
    )
    if role == COORDINATOR:
        form.school_id.choices = [SelectChoice(school.id, school.name) for school in queries.schools(viewer())]
    if role == MENTOR:
        mentors = queries.mentors_without_account(viewer())
        form.mentor_id.choices = [SelectChoice(row.id, f"{row.name} ({row.email})") for row in mentors]
    return form


def _tell(sent: actions.Sent) -> AnyResponse:
    """Back to the people, who are shown the link once where no letter went out."""
    if sent.is_on_its_way:
        flash(_("A letter is on its way to %(email)s.", email=sent.to), "success")
    else:
        session["letter"] = {"to": sent.to, "link": sent.link}
    return redirect(url_for("accounts.index"))


def _take_language_of_letter() -> None:
    code = request.args.get("language", "")
    if request.method == "GET" and code in LANGUAGES and not current_user.is_authenticated:
        session["language"] = code


def _name_of(invitation: Any) -> str:
    return invitation.mentor.name if invitation.mentor else ""


def _join_signed_in(secret: str, invitation: Any) -> str | AnyResponse | tuple[str, int]:
    """Only the account that was invited may use the link while signed in."""
    if current_user.email.lower() != invitation.email:
        return render_template("accounts/other_account.html", invitation=invitation), 403
    if request.method != "POST":  # HEAD does as little as GET
        return render_template("accounts/join.html", form=None, invitation=invitation, has_account=True)
    actions.join_as(current_user, secret=secret)
    return _welcome(current_user, invitation.programme_id)


def _welcome(account: Any, programme_id: int) -> AnyResponse:
    if not current_user.is_authenticated:
        login_user(account, authn_via=["invitation"])
    session["programme_id"] = programme_id
    flash(_("Welcome! This is where you see what waits."), "success")
    return redirect(url_for("accounts.front"))


def _page_before() -> str:
    """The path the form stood on; never another site."""
    try:
        parts = urlsplit(request.form.get("next", "/"))
    except ValueError:  # half an IPv6 address, which no form of ours sends
        return "/"
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc else "/"
