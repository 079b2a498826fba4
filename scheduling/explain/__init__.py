"""What a person wants to know of a plan, from the very rules that made it; values and keys, never sentences.

``why_not`` why a pupil waits (the form of ``reasons`` is documented there); ``what_if`` what would give a place;
``who_else`` the other places of a pupil; ``price`` what a place costs others; ``pins`` which pins cannot hold;
``what_breaks`` a mentor away; ``advice`` whom to recruit; ``openings`` where to open; ``bottleneck`` what nobody can
plan away; ``by_hand`` what a person's move breaks, ``outlook`` what each of many moves would break; ``why_changed``
why places differ from those in the plan before.
``words`` says it in English for the command line.
"""

from scheduling.explain.why_not import HELD, ORDER, shortages

__all__ = ["HELD", "ORDER", "shortages"]
