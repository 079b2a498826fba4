"""A published camp, day by day: in calendars, on pages, on paper."""
