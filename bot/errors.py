"""The exceptions that someone can act on. Expected outcomes are values, not exceptions."""


class SmokError(Exception):
    """The message says what is wrong, where, and what to do about it."""


class SettingsError(SmokError):
    """For the operator: settings that cannot work, all of them at once, each with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class KnowledgeError(SmokError):
    """For the organiser: what is wrong in knowledge/, each problem at file:line with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class StorageError(SmokError):
    """For the operator: the database cannot be opened or used."""
