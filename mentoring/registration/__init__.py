"""Pupils, guardians and mentors: registered by form or from spreadsheets, with clearance."""
