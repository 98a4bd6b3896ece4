import asyncio
from datetime import timedelta

from bot.clock import wall_now
from bot.delivery.lanes import LaneQueue
from bot.storage.outbox import Message, Rank


def message(number: int) -> Message:
    now = wall_now()
    return Message(number, f"key:{number}", number, Rank.REPLY, "sendMessage", {}, now, now + timedelta(1), "owner")


async def test_a_loop_that_is_told_to_stop_stops_even_if_work_comes_at_that_very_moment() -> None:
    """Else the bot, told to stop while a broadcast runs, would never end."""
    for ticks in range(5):
        queue = LaneQueue(asyncio.get_running_loop().time)
        queue.offer([message(1)])
        queue.again(await queue.next(), message(1), delay=60)
        waiting = asyncio.create_task(queue.next())
        await asyncio.sleep(0.01)
        queue.offer([message(2)])
        for _ in range(ticks):
            await asyncio.sleep(0)
        if waiting.cancel():  # else it had its work before it was told
            await asyncio.wait([waiting], timeout=5)
            assert waiting.cancelled()
