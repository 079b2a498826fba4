"""Runs of the engine and the plans that come of them. A published plan is never changed: the next replaces it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from mentoring.core.database import Instant, db
from mentoring.programme.models import term_frame

QUEUED, RUNNING, STOPPED, DONE, FAILED = "queued", "running", "stopped", "done", "failed"
#: what a run is for: a plan; the plan of another run once more; advice on a plan that is there
PLAN, REPEAT, ADVICE = "plan", "repeat", "advice"
PROPOSAL, PUBLISHED, REPLACED, DISCARDED = "proposal", "published", "replaced", "discarded"
#: states of a mend: in the plan; undone, and can be redone; undone, and then something else was done
MADE, UNDONE, DROPPED = "made", "undone", "dropped"


def _of_term(context: Any) -> str:
    """The frame of what is made for a term."""
    return term_frame(context.get_current_parameters()["term_id"])


class Run(db.Model):
    """One run of the engine. The row is the truth; the queue only carries its id.

    `frame`: what is planned, of which there is one run at a time and one plan in force: "term:3", or of a wing that
    lies outside of terms what its planner calls it.
    `problem` and `plan_file` are the files of the run, kept so that it can be repeated and checked years later (of a
    run for advice, `plan_file` is the plan that is advised on). `decided`: what the clock decided while it ran, by
    which it can be repeated; None where that is not known.
    `progress`: {"phase": str, "seconds": float, "goals": {goal: {"value": int|None, "bound": int|None}}}; `course`:
    the same of each moment so far, thinned out.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'running', 'stopped', 'done', 'failed')", name="status"),
        CheckConstraint("deed IN ('plan', 'repeat', 'advice')", name="deed"),
        # two clicks never start two runs of the same thing
        Index(
            "uq_run_going",
            "frame",
            "wing",
            "deed",
            unique=True,
            sqlite_where=text("status IN ('queued', 'running')"),
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"))
    frame: Mapped[str] = mapped_column(String(20), default=_of_term)
    wing: Mapped[str] = mapped_column(String(20), default="weekly")
    deed: Mapped[str] = mapped_column(String(10), default=PLAN)
    #: the run that this one repeats
    of_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(10), default=QUEUED)
    preset: Mapped[str] = mapped_column(String(20), default="serve_most")
    seconds: Mapped[int] = mapped_column(default=30)
    seed: Mapped[int] = mapped_column(default=0)
    workers: Mapped[int] = mapped_column(default=1)
    max_broken_pairs: Mapped[int | None]
    #: the first date that the run may change; empty: all that is to come
    from_date: Mapped[date | None] = mapped_column(Date)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    heartbeat_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    is_stop_wished: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: why it failed, or that pins cannot hold, as message keys with values
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    versions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    course: Mapped[list[Any]] = deferred(mapped_column(JSON, default=list, nullable=False))
    #: of a run for advice: what was found, as message keys with values
    advice: Mapped[dict[str, Any]] = deferred(mapped_column(JSON, default=dict, nullable=False))
    decided: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))
    problem: Mapped[str] = deferred(mapped_column(Text, default=""))
    plan_file: Mapped[str] = deferred(mapped_column(Text, default=""))
    log: Mapped[str] = deferred(mapped_column(Text, default=""))

    @property
    def is_going(self) -> bool:
        return self.status in (QUEUED, RUNNING)


class Plan(db.Model):
    """A plan of a term, or of another frame: a proposal, the published one, or one of before.

    A plan of a run has the files of its run. Of one that is `is_by_hand`, `problem` is what the data were when it was
    copied; from publishing on, `problem` and `plan_file` are what was published, to be checked years later.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("status IN ('proposal', 'published', 'replaced', 'discarded')", name="status"),
        Index(
            "uq_plan_in_force",
            "frame",
            "wing",
            unique=True,
            sqlite_where=text("status = 'published'"),
            postgresql_where=text("status = 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="CASCADE"), index=True)
    frame: Mapped[str] = mapped_column(String(20), default=_of_term)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"), index=True)
    #: the version before that this proposal takes back
    restores_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"))
    wing: Mapped[str] = mapped_column(String(20), default="weekly")
    status: Mapped[str] = mapped_column(String(10), default=PROPOSAL)
    #: 1, 2, 3 … in the order of publishing; empty for what was never published
    version: Mapped[int | None]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    bounds: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    #: the first date whose sessions follow this plan
    valid_from: Mapped[date | None] = mapped_column(Date)
    #: counts every change by hand; who changes it says which revision that person saw
    revision: Mapped[int] = mapped_column(default=0)
    #: the plan of which it was a copy, where it came of no run
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"), index=True)

    problem: Mapped[str] = deferred(mapped_column(Text, default="", nullable=False))
    plan_file: Mapped[str] = deferred(mapped_column(Text, default="", nullable=False))

    #: of a plan of a run: {"from": the plan in force when it was made, "why": why it differs, in the wing's words}
    differs: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))

    run: Mapped[Run | None] = relationship()
    restores: Mapped["Plan | None"] = relationship(remote_side=[id], foreign_keys=[restores_id])

    @property
    def is_by_hand(self) -> bool:
        """Whether its rows are others than those of a run's file: mended, a copy, or a version taken back."""
        return self.revision > 0 or self.run_id is None or self.restores_id is not None

    @property
    def has_files(self) -> bool:
        """Whether it can be checked by files; plans that were published by hand long ago have kept none."""
        return bool(not self.is_by_hand or self.version is None or self.plan_file)


class Mend(db.Model):
    """One step by hand on a proposal. The log is only added to; what is undone stays in it.

    `asked` and `change` are in the wing's words and ids. `overridden`: the breaches of rules of the house that staff
    departed from with it, for the `reason`. `revision`: that of the plan when the mend last changed its state.
    """

    __tablename__ = "mend"
    __table_args__ = (
        CheckConstraint("state IN ('made', 'undone', 'dropped')", name="state"),
        UniqueConstraint("plan_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    #: 1, 2, 3 … in the order in which they were made on the plan
    number: Mapped[int]
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=MADE)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    change: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    overridden: Mapped[list[Any]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(String(300), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    #: who undid or redid it last, and when
    turned_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    turned_at: Mapped[datetime | None] = mapped_column(Instant)
