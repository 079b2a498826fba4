"""Styles, scripts and pictures of our own: their addresses name their content, so that a phone fetches each once.

Without that it asks for each of them again on every page, which on a slow line takes longer than the page itself.
"""

import hashlib
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

#: RFC 8246 § 2: not asked for again, not even when the page is loaded anew
KEPT = "public, max-age=31536000, immutable"
#: for what a style sheet names itself: fonts, which change with a new release of theirs only
KEPT_A_DAY = f"public, max-age={int(timedelta(days=1).total_seconds())}"


def _content_of(filename: str) -> str | None:
    """What tells the content of a file of ours from any other; None where there is no such file."""
    path = Path(current_app.static_folder or "") / filename
    try:
        changed = path.stat().st_mtime_ns
    except (OSError, ValueError):
        return None
    return _digest(path, changed)


@lru_cache(maxsize=512)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _name_content(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values and (content := _content_of(values.get("filename", ""))):
        values["v"] = content


def _keep(response: Response) -> Response:
    """An address of another content, as a page of yesterday may hold it, is answered but not kept."""
    if request.endpoint == "static" and response.status_code in (200, 304):
        asked = request.args.get("v")
        if asked is None:
            response.headers["Cache-Control"] = KEPT_A_DAY
        elif asked == _content_of((request.view_args or {})["filename"]):
            response.headers["Cache-Control"] = KEPT
    return response


def init_assets(app: Flask) -> None:
    """Name the content in each address of a file of ours, and let browsers keep what they have fetched."""
    app.url_defaults(_name_content)
    app.after_request(_keep)
