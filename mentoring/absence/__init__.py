"""When mentors and pupils are away: no reason is ever asked or kept."""
