"""What takes place at the camp, when and where, and who is there. Importing it writes all rules and goals down."""

from scheduling.camp import choices, goals, rules
from scheduling.camp.book import BOOK

__all__ = ["BOOK", "choices", "goals", "rules"]
