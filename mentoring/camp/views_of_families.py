"""Pages for families, without sign-in: a guardian's link for its children, a pupil's link for its own wishes.

Opening a link does nothing: programs that scan mails open them too. The buttons do it.
"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mentoring.camp import health
from mentoring.camp.actions import sign_up
from mentoring.camp.forms import RemovalForm
from mentoring.camp.forms_of_pupils import FamilySignUpForm, HealthForm, stay_of
from mentoring.camp.models import Camp
from mentoring.camp.models_of_pupils import TO_CAMP, TO_HEALTH, WITHDRAWN, CampPupil
from mentoring.camp.queries_of_pupils import camp_pupil_of, children_of, turns_at
from mentoring.camp.secret import family_of, pupil_of
from mentoring.camp.wishing import wish_page
from mentoring.core.access import needs
from mentoring.core.clock import today
from mentoring.core.limits import limited
from mentoring.registration.models import Guardian, Pupil

pages = Blueprint("camp_family", __name__, url_prefix="/camp")

Answer = str | tuple[str, int] | Response


@pages.get("/family/<camp_link>")
@needs("public")
def show(camp_link: str) -> Answer:
    """A guardian's children and what is to be done for each."""
    found = family_of(camp_link)
    if found is None:
        return _gone()
    camp, guardian = found
    children = [(child, camp_pupil_of(camp, child)) for child in children_of(guardian)]
    told = health.told_on([one for _child, one in children if one])
    return render_template(
        "camp/family.html",
        camp=camp,
        children=children,
        told=told,
        turns=turns_at(camp),
        link=camp_link,
        is_open=today() <= camp.sign_up_until,
        today=today(),
    )


@pages.route("/family/<camp_link>/children/<int:pupil_id>", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def join(camp_link: str, pupil_id: int) -> Answer:
    """A guardian signs a child up, which is the consent too, or consents to what was told by somebody else.

    Who is not signed up when the time for it is over is told what can be done, and is asked nothing.
    """
    camp, guardian, child = _child(camp_link, pupil_id)
    one = _there(camp, child)
    if one is None and today() > camp.sign_up_until:
        return render_template("camp/join_late.html", camp=camp, child=child, link=camp_link, today=today())
    form = FamilySignUpForm(obj=one)  # what a coordinator has said of the days stands there already
    form.of(camp)
    if form.carries_out(lambda: _join(camp, guardian, child, form)):
        told = _("%(name)s is signed up. Choose wishes now, and tell what the camp must know.", name=child.given_name)
        flash(told, "success")
        return redirect(url_for("camp_family.show", camp_link=camp_link), 303)
    page = render_template("camp/join.html", camp=camp, child=child, form=form, link=camp_link, is_new=one is None)
    return page, 422 if form.has_errors() else 200


@pages.route("/family/<camp_link>/children/<int:pupil_id>/stay", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def stay(camp_link: str, pupil_id: int) -> Answer:
    """On which days the child is there."""
    camp, _guardian, child, one = _signed_up(camp_link, pupil_id)
    form = stay_of(one)
    if form.carries_out(lambda: sign_up.change_stay(one, **form.stay())):
        flash(_("Saved."), "success")
        return redirect(url_for("camp_family.show", camp_link=camp_link), 303)
    page = render_template("camp/stay.html", camp=camp, child=child, form=form, link=camp_link)
    return page, 422 if form.has_errors() else 200


@pages.route("/family/<camp_link>/children/<int:pupil_id>/wishes", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def wishes(camp_link: str, pupil_id: int) -> Answer:
    """A guardian ranks the wishes of a child."""
    camp, _guardian, _child, one = _signed_up(camp_link, pupil_id)
    here = url_for("camp_family.wishes", camp_link=camp_link, pupil_id=pupil_id)
    return wish_page(one, here=here, back=url_for("camp_family.show", camp_link=camp_link), back_title=camp.name)


@pages.route("/family/<camp_link>/children/<int:pupil_id>/health", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def must_know(camp_link: str, pupil_id: int) -> Answer:
    """A guardian tells what the camp must know. What was told before is not shown: a link may be passed on."""
    camp, guardian, child, one = _signed_up(camp_link, pupil_id)
    form = HealthForm()
    if form.carries_out(lambda: health.tell(one, form.health(), given_by=guardian.name, guardian=guardian)):
        flash(_("Thank you. Only the camp's leaders can read it."), "success")
        return redirect(url_for("camp_family.show", camp_link=camp_link), 303)
    told = health.told_on([one]).get(one.id)
    page = render_template("camp/must_know.html", camp=camp, child=child, form=form, link=camp_link, told=told)
    return page, 422 if form.has_errors() else 200


@pages.post("/family/<camp_link>/children/<int:pupil_id>/health/erase")
@needs("public")
@limited("LIMIT_JOIN")
def forget(camp_link: str, pupil_id: int) -> Answer:
    """A guardian takes back the consent to keep it, and it is erased at once."""
    *_rest, one = _signed_up(camp_link, pupil_id)
    sign_up.withdraw_consent(one, item=TO_HEALTH)
    flash(_("It is erased."), "success")
    return redirect(url_for("camp_family.show", camp_link=camp_link), 303)


@pages.route("/family/<camp_link>/children/<int:pupil_id>/withdraw", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def withdraw(camp_link: str, pupil_id: int) -> Answer:
    """A guardian takes the consent back: the child does not go after all."""
    camp, _guardian, child, one = _signed_up(camp_link, pupil_id)
    form = RemovalForm()
    if form.carries_out(lambda: sign_up.withdraw(one)):
        flash(_("%(name)s is not signed up any more.", name=child.given_name), "success")
        return redirect(url_for("camp_family.show", camp_link=camp_link), 303)
    return render_template("camp/withdraw.html", camp=camp, child=child, form=form, link=camp_link)


@pages.route("/mine/<pupil_link>", methods=["GET", "POST"])
@needs("public")
@limited("LIMIT_JOIN")
def mine(pupil_link: str) -> Answer:
    """A pupil ranks its own wishes."""
    one = pupil_of(pupil_link)
    if one is None or one.status == WITHDRAWN:
        return _gone()
    return wish_page(
        one, here=url_for("camp_family.mine", pupil_link=pupil_link), back="", back_title="", own_link=pupil_link
    )


def _join(camp: Camp, guardian: Guardian, child: Pupil, form: FamilySignUpForm) -> None:
    one = _there(camp, child)
    if one is None:
        one = sign_up.sign_up(camp, child, **form.stay())
    else:
        sign_up.change_stay(one, **form.stay())
    sign_up.consent(one, item=TO_CAMP, given_by=guardian.name, guardian=guardian)


def _child(link: str, pupil_id: int) -> tuple[Camp, Guardian, Pupil]:
    camp, guardian = family_of(link) or abort(410)
    child = next((one for one in children_of(guardian) if one.id == pupil_id), None) or abort(404)
    return camp, guardian, child


def _signed_up(link: str, pupil_id: int) -> tuple[Camp, Guardian, Pupil, CampPupil]:
    camp, guardian, child = _child(link, pupil_id)
    return camp, guardian, child, _there(camp, child) or abort(404)


def _there(camp: Camp, child: Pupil) -> CampPupil | None:
    """A child's sign-up; None where there is none, or none any more."""
    one = camp_pupil_of(camp, child)
    return one if one is not None and one.status != WITHDRAWN else None


def _gone() -> tuple[str, int]:
    return render_template("camp/no_link.html"), 410
