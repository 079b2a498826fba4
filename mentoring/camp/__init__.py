"""Camp activities: entered and listed; planning the camp stands on them."""
