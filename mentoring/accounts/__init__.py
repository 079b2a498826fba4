"""Signing in, invitations, and what each account may see."""
