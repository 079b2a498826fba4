"""Programmes and their terms, schools, venues with opening hours, topics and the school calendar."""
