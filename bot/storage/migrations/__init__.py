"""Alembic's folder: versions/ holds one numbered file for each change of the tables."""
