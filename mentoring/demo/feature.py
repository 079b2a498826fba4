"""Registers the demo's commands."""

from flask import Flask

from mentoring.demo.commands import demo


def init_feature(app: Flask) -> None:
    """`flask demo …`."""
    app.cli.add_command(demo)
