"""What goes with letters about sessions, reminders and short messages: as each person has chosen."""
