"""Dated sessions made of a published plan, without holidays."""
