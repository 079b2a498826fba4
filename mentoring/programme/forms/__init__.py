"""The forms of the programme: its rules, places and days."""
