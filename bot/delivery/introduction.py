"""Tells Telegram what the bot is – its menu, name and descriptions – where that is not known yet.

Telegram takes only a few changes of a name a day and then asks to wait for hours; a restart must not be one.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping

Call = tuple[str, Mapping[str, object]]
Tell = Callable[[str, Mapping[str, object]], Awaitable[object]]
"""Calls a method as often as it takes; gives its result."""

_PLACE = ("language_code", "scope")
"""Parameters that say for whom something is set; the method that reads it takes them too."""


async def introduce(tell: Tell, calls: Iterable[Call]) -> None:
    """Make the calls whose effect is not there yet.

    Args:
        tell: how Telegram is called.
        calls: methods of the kind setMy… with their parameters.
    """
    for method, parameters in calls:
        place = {name: parameters[name] for name in _PLACE if name in parameters}
        known = await tell(f"getMy{method.removeprefix('setMy')}", place)
        if not _says(known, parameters):
            await tell(method, parameters)


def _says(known: object, parameters: Mapping[str, object]) -> bool:
    """Whether what Telegram knows is what the parameters would set: an object of the same fields, or a list."""
    wanted = {name: value for name, value in parameters.items() if name not in _PLACE}
    if isinstance(known, dict):
        return all(known.get(name) == value for name, value in wanted.items())
    return [known] == list(wanted.values())
