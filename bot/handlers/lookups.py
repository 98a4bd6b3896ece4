"""What an answer needs of the database beside the chat's profile: looked up only for the answers that lack it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers.turn import Asker, Found, Lookup, Reply

Find = Callable[[Lookup, int], Awaitable[Found]]
"""Looks up what is lacking for the answer to a chat."""


async def complete(answer: Callable[[Asker], Reply], asker: Asker, find: Find) -> Reply:
    """Give the answer; one that lacks something is made again with what was found."""
    reply = answer(asker)
    if reply.lacks is None:
        return reply
    return answer(replace(asker, found=await find(reply.lacks, asker.profile.chat_id)))
