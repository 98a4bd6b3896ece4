"""What an organiser does at the desk to send a message to many, step by step through the chat."""

from bot.storage import broadcasts
from bot.storage.broadcasts import Stage
from tests.support.guide import Talk
from tests.support.running import until

ORGANISER, EMMA, PIOTR = 9, 5, 6
ENGLISH, POLISH = "Lunch is in hall B.", "Obiad jest w sali B."


async def opened(talk: Talk) -> None:
    """Emma and Piotr have written once, and the organiser has the room open."""
    await talk.say("/start", chat=EMMA, language="en")
    await talk.say("gdzie jest koncert?", chat=PIOTR, language="en")
    await entered(talk, "Messages")


async def entered(talk: Talk, room: str) -> None:
    """The organiser opens a room of the desk."""
    await talk.say("/desk", chat=ORGANISER, language="en")
    await talk.tap(room, chat=ORGANISER)


async def worded(talk: Talk, english: str = ENGLISH, polish: str = POLISH) -> None:
    """Both texts are written where the room asks for them."""
    await talk.say(english, chat=ORGANISER)
    await talk.say(polish, chat=ORGANISER)


async def written(talk: Talk, *, to: str | None = None) -> None:
    """A new message has its texts, and, if given, its audience."""
    await opened(talk)
    await talk.tap("New message", chat=ORGANISER)
    await worded(talk)
    if to:
        await talk.tap(to, chat=ORGANISER)


async def sent(talk: Talk, report: str = "100%") -> None:
    """What is drafted goes out at once, until its report says so."""
    await talk.tap("Send now", chat=ORGANISER)
    await talk.tap("Yes, send it", chat=ORGANISER)
    await until(lambda: report in shown(talk), 20, shown(talk))


async def planned(talk: Talk, at: str) -> None:
    """What is drafted is planned for a time."""
    await talk.tap("At a time", chat=ORGANISER)
    await talk.say(at, chat=ORGANISER)
    await talk.tap("plan it", chat=ORGANISER)


def shown(talk: Talk, chat: int = ORGANISER) -> str:
    """All that the bot's messages of a chat say now."""
    mine = [each for each in talk.telegram.chat(chat).messages.values() if each["from"] == talk.telegram.bot]
    return "\n".join(str(each.get("text") or each.get("caption")) for each in mine)


async def stage(talk: Talk) -> Stage:
    """Where the only broadcast stands."""
    [found] = await talk.service.store.read(lambda connection: broadcasts.newest(connection, 5))
    return found.stage
