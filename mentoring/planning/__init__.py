"""Runs in the worker, proposals, publishing and versions, for any wing; knows no pupil."""
