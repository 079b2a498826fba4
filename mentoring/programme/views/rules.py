"""Pages of the programme itself, its terms and its topics."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mentoring.core.access import needs, viewer
from mentoring.core.clock import today
from mentoring.core.refusal import Refusal
from mentoring.programme import actions, queries
from mentoring.programme.calendar import school_year_of
from mentoring.programme.forms.rules import ProgrammeForm, TermForm, TopicForm
from mentoring.programme.slots import slots_of
from mentoring.programme.views import found, pages, show_form, the_programme
from mentoring.programme.wording import CLEARANCE_WORDS, KIND_WORDS

Answer = str | tuple[str, int] | Response


@pages.get("/programme")
@needs("programme.see")
def index() -> str:
    """The open programme at a glance."""
    programme = the_programme()
    return render_template(
        "programme/index.html",
        programme=programme,
        kind=KIND_WORDS[programme.kind],
        clearance=[CLEARANCE_WORDS[item] for item in programme.clearance_items],
        schools=queries.schools(),
        slots=slots_of(programme),
        days_off=queries.calendar_of(school_year_of(today())),
        today=today(),
    )


@pages.route("/programme/new", methods=["GET", "POST"])
@needs("programme.edit")
def create() -> Answer:
    """A new programme; whoever makes it is its staff and sees it at once."""
    form, made = ProgrammeForm(), []
    account_id = found(viewer().account_id)
    if form.carries_out(lambda: made.append(actions.create_programme(account_id, rules=form.rules()))):
        session["programme_id"] = made[0].id
        flash(_("%(name)s is made, and you are its staff.", name=made[0].name), "success")
        return redirect(url_for("programme.index"))
    return show_form("programme/new.html", form)


@pages.route("/programme/edit", methods=["GET", "POST"])
@needs("programme.edit")
def edit() -> Answer:
    """Change the rules of the programme."""
    programme = the_programme()
    form = ProgrammeForm(obj=programme)
    if form.carries_out(lambda: actions.change_programme(programme, rules=form.rules())):
        flash(_("The programme is changed. It holds from the next matching on."), "success")
        return redirect(url_for("programme.index"))
    return show_form("programme/edit.html", form)


@pages.route("/programme/terms/new", methods=["GET", "POST"])
@needs("programme.edit")
def add_term() -> Answer:
    """A new term."""
    programme, form = the_programme(), TermForm()
    if form.carries_out(lambda: actions.add_term(programme, **form.values())):
        flash(_("The term %(name)s is added.", name=form.name.data), "success")
        return redirect(url_for("programme.index"))
    return show_form("programme/term.html", form, term=None)


@pages.route("/programme/terms/<int:term_id>", methods=["GET", "POST"])
@needs("programme.edit")
def edit_term(term_id: int) -> Answer:
    """Change a term's name or dates."""
    term = found(queries.term(viewer(), term_id))
    form = TermForm(obj=term)
    if form.carries_out(lambda: actions.change_term(term, **form.values())):
        flash(_("The term %(name)s is changed.", name=term.name), "success")
        return redirect(url_for("programme.index"))
    return show_form("programme/term.html", form, term=term)


@pages.route("/programme/topics", methods=["GET", "POST"])
@needs("programme.edit")
def topics() -> Answer:
    """The topics in their order, with a line to add one."""
    programme, form = the_programme(), TopicForm()
    if form.carries_out(lambda: actions.add_topic(programme, name=form.name.data)):
        flash(_("%(name)s is added.", name=form.name.data), "success")
        return redirect(url_for("programme.topics"))
    uses = {topic.id: queries.uses_of(topic) for topic in programme.topics}
    return show_form("programme/topics.html", form, programme=programme, uses=uses)


@pages.route("/programme/topics/<int:topic_id>", methods=["GET", "POST"])
@needs("programme.edit")
def rename_topic(topic_id: int) -> Answer:
    """Change what a topic is called."""
    topic = found(queries.topic(viewer(), topic_id))
    form = TopicForm(obj=topic)
    if form.carries_out(lambda: actions.rename_topic(topic, name=form.name.data)):
        flash(_("The topic is now called %(name)s.", name=topic.name), "success")
        return redirect(url_for("programme.topics"))
    return show_form("programme/topic.html", form, topic=topic, uses=queries.uses_of(topic))


@pages.post("/programme/topics/<int:topic_id>/<any(up, down):way>")
@needs("programme.edit")
def move_topic(topic_id: int, way: str) -> Response:
    """Move a topic one place up or down."""
    topic = found(queries.topic(viewer(), topic_id))
    actions.move_topic(topic, by=-1 if way == "up" else 1)
    return redirect(url_for("programme.topics", _anchor=f"topic-{topic.id}"))


@pages.post("/programme/topics/<int:topic_id>/remove")
@needs("programme.edit")
def remove_topic(topic_id: int) -> Response:
    """Remove a topic that nobody uses."""
    topic = found(queries.topic(viewer(), topic_id))
    try:
        actions.remove_topic(topic)
        flash(_("%(name)s is removed.", name=topic.name), "success")
    except Refusal as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("programme.topics"))


@pages.app_template_filter("in_minutes")
def in_minutes(number: int) -> str:
    """A number of minutes in words."""
    return ngettext("%(num)s minute", "%(num)s minutes", number)
