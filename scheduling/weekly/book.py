"""The book in which the rules, goals and derived choices of the weekly plan are written down."""

from scheduling.rule import Book
from scheduling.weekly.facts import Facts

BOOK: Book[Facts] = Book()
