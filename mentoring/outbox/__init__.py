"""Mails kept in the same transaction as the deed they tell of, and sent by the worker."""
