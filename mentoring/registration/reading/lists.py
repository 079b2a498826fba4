"""A file read in one go: table, columns and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentoring.registration.reading.columns import ColumnMapping, understand_columns
from mentoring.registration.reading.context import Context
from mentoring.registration.reading.field import Kind
from mentoring.registration.reading.kinds import known_titles
from mentoring.registration.reading.rows import RowsReading, read_rows
from mentoring.registration.reading.table import Limits, Table, read_table


@dataclass(frozen=True)
class ListReading:
    """What a file was read as; with faults in `mapping` the user must choose columns before rows can be taken."""

    table: Table
    mapping: ColumnMapping
    rows: RowsReading


def read_list(
    kind: Kind,
    data: bytes,
    filename: str,
    context: Context,
    *,
    sheet: str = "",
    chosen: Mapping[int, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> ListReading:
    """Read a file of one kind; Unreadable, with a sentence on what to do, if it is no spreadsheet."""
    table = read_table(data, filename, sheet=sheet, titles=known_titles(kind), limits=limits)
    mapping = understand_columns(kind, table, context, chosen=chosen, remembered=remembered)
    return ListReading(table, mapping, read_rows(kind, table, mapping, context))
