"""The book in which the rules, goals and derived choices of the camp plan are written down."""

from scheduling.camp.facts import Facts
from scheduling.rule import Book

BOOK: Book[Facts] = Book()
