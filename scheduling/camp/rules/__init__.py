"""The hard rules: each a statement about choices, read by solver, checker and explanation.

Every module of this folder is read; a new rule needs nothing but its function in one of them. The solver keeps all of
them. A person who mends a plan may depart from those entered with ``house=True``: how large a run is, which grades an
activity is for, how often somebody has it. Adults, rooms, who is there and what a pupil cannot do are never such.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in sorted(found.name for found in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
