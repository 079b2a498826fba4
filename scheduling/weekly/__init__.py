"""Who meets whom, when and where, every week. Importing it writes all rules and goals into ``BOOK``."""

from scheduling.weekly import choices, goals, rules
from scheduling.weekly.book import BOOK

__all__ = ["BOOK", "choices", "goals", "rules"]
