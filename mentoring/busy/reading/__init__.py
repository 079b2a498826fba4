"""Reads a strange calendar: address → bytes → busy intervals, or one fault. Knows no web, database or language.

It runs in a process of its own (`python -m mentoring.busy.reading`, started by `process.read`), with limits of time
and memory, so that no file and no server can harm whoever asked.
"""
