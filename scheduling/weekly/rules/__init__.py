"""The hard rules: each a statement about choices, read by solver, checker, editor and explanation.

Every module of this folder is read; a new rule needs nothing but its function in one of them.

The solver keeps all of them. A person who mends a plan may depart from those entered with ``house=True``: seats and
rooms, what a mentor carries, grade span, the mentor's grades and topics, one mentor for all sessions, friends kept
together, the budget of changes. Nobody departs from the others here:

- law and safety of children: ``clearance``, ``min_adults``, and who is kept from whom, ``ban`` and ``apart``;
- what somebody said of oneself or asked for: times, places (``*_time``, ``*_reach``), ``required_language``,
  ``mentor_gender``, and what staff pinned, ``pin``: if it is not so any more, it is changed where it was said;
- sense: ``no_clash``, ``one_a_day`` (which also keeps a pupil from being in two places), ``session``, ``unknown``.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in sorted(found.name for found in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
