"""The hard rules: each a statement about choices, read by solver, checker and explanation.

Every module of this folder is read; a new rule needs nothing but its function in one of them.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in sorted(found.name for found in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
