"""What a run over any wing's problem may end with, beside a plan or a proof that there is none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NothingFound:
    """No valid plan was found within the budget, and none is known to be impossible."""

    problem: str
