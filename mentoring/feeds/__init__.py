"""Secret calendar addresses and the calendars that are read there."""
