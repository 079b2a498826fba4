"""Busy times of mentors, read from the calendars they point at or bring as a file."""
