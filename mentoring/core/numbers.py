"""Numbers that people write into addresses and forms: a row's id, no greater than a database can keep."""

from flask import Flask
from werkzeug.routing import IntegerConverter

#: PostgreSQL's integer; a greater number belongs to no row, and asking for it would be an error there
GREATEST_ID = 2**31 - 1


class RowNumber(IntegerConverter):
    """An id in an address (`<int:pupil_id>`); a greater one leads nowhere: 404."""

    def __init__(self, map: object, *args: object, **kwargs: object) -> None:
        super().__init__(map, *args, **({"max": GREATEST_ID} | kwargs))  # type: ignore[arg-type]  # Werkzeug's own


def row_number(text: str) -> int:
    """An id that was sent, for `request.args.get(…, type=row_number)`. Raises ValueError where none can be so."""
    number = int(text)
    if not 0 < number <= GREATEST_ID:
        raise ValueError(f"no row has the number {number}")
    return number


def init_numbers(app: Flask) -> None:
    """Let every `int` of an address be a row's number."""
    app.url_map.converters["int"] = RowNumber
