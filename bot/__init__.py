"""Smok, a conference assistant."""
