"""Pages of who goes to camp, for staff and coordinators: the list, one pupil, the draw."""

from collections import Counter
from shlex import quote

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mentoring.camp import letters, queries
from mentoring.camp import queries_of_pupils as reads
from mentoring.camp.actions import sign_up
from mentoring.camp.actions.wishes import settle_friend
from mentoring.camp.forms import RemovalForm
from mentoring.camp.forms_of_pupils import ConsentForm, DrawForm, EnrolForm, stay_of
from mentoring.camp.health import told_on
from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import APPLIED, TO_CAMP, CampPupil
from mentoring.camp.secret import family_address, pupil_address
from mentoring.camp.wishing import wish_page
from mentoring.camp.words import STATUS_COLOURS, STATUS_WORDS
from mentoring.core import audit
from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.registration.models import Guardian, Pupil
from mentoring.registration.queries import by_name, pupil_seen_by

pages = Blueprint("camp_pupils", __name__, url_prefix="/camp")

Answer = str | tuple[str, int] | Response


@pages.get("/<int:camp_id>/pupils")
@needs("camp.enrol")
def index(camp_id: int) -> str:
    """Who has signed up, as far as the viewer may see."""
    camp = _camp(camp_id)
    seen = {one.pupil_id: one for one in reads.camp_pupils_seen_by(viewer(), camp)}
    rows = [seen[pupil.id] for pupil in by_name([one.pupil for one in seen.values()])]
    return render_template(
        "camp/pupils.html",
        camp=camp,
        rows=rows,
        counts=Counter(one.status for one in rows if not one.has_left),
        words=STATUS_WORDS,
        colours=STATUS_COLOURS,
        turns=reads.turns_at(camp),
        takes_sign_ups=camp.drawn_at is None and today() <= camp.sign_up_until,
        may_draw=camp.drawn_at is None and today() > camp.sign_up_until,
    )


@pages.route("/<int:camp_id>/pupils/new", methods=["GET", "POST"])
@needs("camp.enrol")
def add(camp_id: int) -> Answer:
    """Sign a pupil up for a family."""
    camp, form = _camp(camp_id), EnrolForm()
    form.of(camp)
    free = by_name(reads.pupils_to_sign_up(viewer(), camp))
    form.pupil_id.choices = [("", _("Choose")), *((one.id, f"{one.name}, {one.school.name}") for one in free)]
    if form.carries_out(lambda: _enrol(camp, form)):
        flash(_("The pupil is signed up."), "success")
        return redirect(url_for("camp_pupils.index", camp_id=camp.id), 303)
    page = render_template("camp/enrol.html", camp=camp, form=form)
    return page, 422 if form.has_errors() else 200


@pages.get("/pupils/<int:camp_pupil_id>")
@needs("camp.enrol")
def show(camp_pupil_id: int) -> str:
    """One pupil at camp: consent, days, wishes, friends, links for the family."""
    one = _found(camp_pupil_id)
    audit.record("pupil.seen", subject=f"pupil:{one.pupil_id}", pupil=one.pupil_id)
    coming = reads.who_goes(one.camp)
    names = {other.pupil_id: other.pupil.name for other in coming}
    counted = reads.friends_at(one.camp).get(one.pupil_id, [])
    meant = {row.id: reads.meant_by(row, coming) for row in one.friends}
    return render_template(
        "camp/pupil.html",
        one=one,
        camp=one.camp,
        words=STATUS_WORDS,
        colours=STATUS_COLOURS,
        told=told_on([one]).get(one.id),
        names=names,
        meant=meant,
        counted=counted,
        classmates=[other for other in coming if other.pupil_id != one.pupil_id],
        family=[(guardian, _address_for(one, guardian)) for guardian in one.pupil.guardians],
        own=pupil_address(one),
        turn=reads.turns_at(one.camp).get(one.id),
    )


@pages.route("/pupils/<int:camp_pupil_id>/consent", methods=["GET", "POST"])
@needs("camp.enrol")
def note_consent(camp_pupil_id: int) -> Answer:
    """Note the consent of a guardian that was given on paper or by telephone."""
    one, form = _found(camp_pupil_id), ConsentForm()
    if form.carries_out(lambda: sign_up.consent(one, item=TO_CAMP, given_by=form.given_by.data)):
        flash(_("The consent is noted."), "success")
        return redirect(url_for("camp_pupils.show", camp_pupil_id=one.id), 303)
    page = render_template("camp/consent.html", one=one, form=form, title=_("Note a consent"))
    return page, 422 if form.has_errors() else 200


@pages.route("/pupils/<int:camp_pupil_id>/stay", methods=["GET", "POST"])
@needs("camp.enrol")
def stay(camp_pupil_id: int) -> Answer:
    """On which days the pupil is there."""
    one = _found(camp_pupil_id)
    form = stay_of(one)
    if form.carries_out(lambda: sign_up.change_stay(one, **form.stay())):
        flash(_("Saved."), "success")
        return redirect(url_for("camp_pupils.show", camp_pupil_id=one.id), 303)
    page = render_template("camp/consent.html", one=one, form=form, title=_("Days at camp"))
    return page, 422 if form.has_errors() else 200


@pages.route("/pupils/<int:camp_pupil_id>/wishes", methods=["GET", "POST"])
@needs("camp.enrol")
def wishes(camp_pupil_id: int) -> Answer:
    """Staff or a coordinator rank the wishes with the pupil."""
    one = _found(camp_pupil_id)
    here = url_for("camp_pupils.wishes", camp_pupil_id=one.id)
    back = url_for("camp_pupils.show", camp_pupil_id=one.id)
    return wish_page(one, here=here, back=back, back_title=one.pupil.name)


@pages.post("/pupils/<int:camp_pupil_id>/friends/<int:friend_id>")
@needs("camp.edit")
def settle(camp_pupil_id: int, friend_id: int) -> Response:
    """Staff say who is meant by a name."""
    one, form = _found(camp_pupil_id), RemovalForm()
    friend = next((row for row in one.friends if row.id == friend_id), None) or abort(404)
    meant = reads.meant_by(friend, reads.who_goes(one.camp))
    if form.validate_on_submit():
        settle_friend(friend, pupil_id=None if friend.pupil_id else meant)
    return redirect(url_for("camp_pupils.show", camp_pupil_id=one.id, _anchor="friends"), 303)


@pages.post("/pupils/<int:camp_pupil_id>/link")
@needs("camp.enrol")
def renew(camp_pupil_id: int) -> Response:
    """Make the pupil's own link anew."""
    one = _found(camp_pupil_id)
    sign_up.renew_link(one)
    flash(_("There is a new link. The old one does not work any more."), "success")
    return redirect(url_for("camp_pupils.show", camp_pupil_id=one.id), 303)


@pages.route("/pupils/<int:camp_pupil_id>/withdraw", methods=["GET", "POST"])
@needs("camp.enrol")
def withdraw(camp_pupil_id: int) -> Answer:
    """The pupil does not come after all."""
    one, form = _found(camp_pupil_id), RemovalForm()
    if form.carries_out(lambda: sign_up.withdraw(one)):
        flash(_("%(name)s is not signed up any more.", name=one.pupil.given_name), "success")
        return redirect(url_for("camp_pupils.index", camp_id=one.camp_id), 303)
    return render_template("camp/withdraw_pupil.html", one=one, form=form)


@pages.post("/<int:camp_id>/invite")
@needs("camp.edit")
def invite(camp_id: int) -> Response:
    """Write to the guardians whose children are not signed up."""
    camp = _camp(camp_id)
    count = letters.invite(camp)
    flash(ngettext("%(num)d guardian is written to.", "%(num)d guardians are written to.", count), "success")
    return redirect(url_for("camp_pupils.index", camp_id=camp.id), 303)


@pages.route("/<int:camp_id>/draw/hold", methods=["GET", "POST"])
@needs("camp.edit")
def hold_draw(camp_id: int) -> Answer:
    """Draw the places."""
    camp, form = _camp(camp_id), DrawForm()
    if form.carries_out(lambda: sign_up.hold_draw(camp, seed=form.seed.data)):
        flash(_("The draw is held, and the guardians are written to."), "success")
        return redirect(url_for("camp_pupils.index", camp_id=camp.id), 303)
    applied = [one for one in reads.camp_pupils_seen_by(viewer(), camp) if one.status == APPLIED]
    page = render_template(
        "camp/hold_draw.html",
        camp=camp,
        form=form,
        applied=len(applied),
        without=sum(not one.has_consent for one in applied),
        why_not=sign_up.reason_against_draw(camp),
    )
    return page, 422 if form.has_errors() else 200


@pages.get("/<int:camp_id>/draw")
@needs("public")
def draw(camp_id: int) -> str:
    """The draw, for anybody to do again: seed, keys and tickets, and no name."""
    camp = reads.drawn_camp(camp_id) or abort(404)
    recipe = f"printf '%s\\n%s' {quote(camp.draw_seed)} c12 | sha256sum | cut -c1-16"
    return render_template("camp/draw.html", camp=camp, rows=reads.drawn(camp), recipe=recipe)


def _address_for(one: CampPupil, guardian: Guardian) -> str:
    """A guardian's address; empty where it would show the viewer children who are not the viewer's to see."""
    own = all(pupil_seen_by(viewer(), child.id) for child in reads.children_of(guardian))
    return family_address(one.camp, guardian) if own else ""


def _enrol(camp: Camp, form: EnrolForm) -> None:
    pupil: Pupil = pupil_seen_by(viewer(), form.pupil_id.data) or abort(404)
    one = sign_up.sign_up(camp, pupil, **form.stay())
    if form.given_by.data:
        sign_up.consent(one, item=TO_CAMP, given_by=form.given_by.data)


def _camp(camp_id: int) -> Camp:
    return queries.camp(viewer(), camp_id) or abort(404)


def _found(camp_pupil_id: int) -> CampPupil:
    return reads.camp_pupil_seen_by(viewer(), camp_pupil_id) or abort(404)
