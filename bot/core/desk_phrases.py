"""The contract of the organisers' phrases: those that only the desk says, and the fields of each."""

DESK: dict[str, str] = {
    "desk_menu": "",
    "desk_back": "",
}
"""Phrase → the fields that are filled in, separated by spaces."""
