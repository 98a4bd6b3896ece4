"""Outbox → Telegram: leased messages go out, each chat in order, replies before broadcasts."""

import asyncio
import itertools
import logging
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken, TelegramError

from bot.clock import wall_now
from bot.delivery.api import BotApi
from bot.delivery.crash import CrashPoint, crash_point
from bot.delivery.lanes import Lane, LaneQueue
from bot.delivery.lease import Lease
from bot.delivery.outcome import (
    Moved,
    Outcome,
    Refused,
    Retry,
    SendPlain,
    Sent,
    Unreachable,
    Wait,
    backoff_seconds,
    outcome_of_error,
    outcome_of_result,
)
from bot.delivery.pacer import BROADCAST_RATE, Flight, Pacer, can_be_paid, is_paid, total_limit
from bot.delivery.slots import SlotTaker
from bot.storage.outbox import Message, Rank, Settlement, State
from bot.storage.store import Store

logger = logging.getLogger(__name__)

REPLIES_IN_FLIGHT = 128  # at 50 ms to Telegram and back this carries 2,500/s
AT_A_TIME = 48  # messages begun before anything else has its turn: some 10 ms
PACED_IN_FLIGHT = 16  # at 28/s and 50 ms two suffice; a slow Telegram gets some more
SLOW_SECONDS = 0.25  # for a call of a slow Telegram: at a higher rate more are on the way
SHORT_WAIT = 0.5  # seconds that a broadcast may wait in its place; a chat that is closed for longer lets others pass
CLAIM_LIMIT = 256  # messages leased beyond what is here; more would only wait in memory
CLAIM_LEAST = 64  # a look for fewer than these can wait: it costs a commit
CLAIM_EVERY = 1.0  # seconds between looks for what others left or what was planned
_MARKUP = ("parse_mode", "entities", "caption_entities")


class Sender:
    """Sends what is offered, and claims what nobody offers.

    Args:
        api: to send by.
        store: whose outbox it is.
        lease: of this process.
        rate: broadcast messages/s of all processes together; answers are among them while others send too.
    """

    def __init__(self, api: BotApi, store: Store, lease: Lease, *, rate: float = BROADCAST_RATE) -> None:
        loop = asyncio.get_running_loop()
        self._api = api
        self._store = store
        self._lease = lease
        self._pacer = Pacer(loop.time, total_limit=total_limit(rate))
        self._slots, self._reply_slots = SlotTaker(store, rate), SlotTaker(store, rate)
        self._is_paid = is_paid(rate)
        self._free_places = max(1, round(rate / BROADCAST_RATE))
        self._paced_in_flight = max(PACED_IN_FLIGHT, round(rate * SLOW_SECONDS))
        self._replies, self._paced = LaneQueue(loop.time), LaneQueue(loop.time)
        self._dice = random.Random()  # noqa: S311 - jitter, no secret
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._claim_now = asyncio.Event()
        self._more_waits = False

    @property
    def waiting(self) -> int:
        """How many messages this process holds."""
        return self._replies.size + self._paced.size

    def offer(self, messages: Iterable[Message]) -> None:
        """Take over messages that this process has leased."""
        for message in messages:
            self._queue(message.rank).offer([message])

    def wake(self) -> None:
        """Something new waits for a claim: look at once."""
        self._claim_now.set()

    async def run(self) -> None:
        """Send until cancelled; what is on the way then is waited for by `drain`."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._claim(), name="claim-messages")
            group.create_task(self._pump(self._replies, REPLIES_IN_FLIGHT), name="send-replies")
            group.create_task(self._pump(self._paced, self._paced_in_flight), name="send-paced")

    async def drain(self) -> None:
        """Wait until everything on the way is settled."""
        while self._on_the_way:
            await asyncio.wait(self._on_the_way)

    def _queue(self, rank: Rank) -> LaneQueue:
        return self._replies if rank is Rank.REPLY else self._paced

    async def _claim(self) -> None:
        while True:
            room = CLAIM_LIMIT - self.waiting
            claimed = await self._store.claim_messages(room) if room > 0 else []
            self._slots.note_going({message.broadcast_id for message in claimed})
            self.offer(claimed)
            self._more_waits = bool(claimed)
            self._claim_now.clear()
            try:
                async with asyncio.timeout(CLAIM_EVERY):
                    await self._claim_now.wait()
                await asyncio.sleep(0.02)  # what finishes together is followed by one claim
            except TimeoutError:
                continue

    async def _pump(self, queue: LaneQueue, in_flight: int) -> None:
        free = asyncio.Semaphore(in_flight)
        for number in itertools.count(1):
            if number % AT_A_TIME == 0:
                await asyncio.sleep(0)
            await free.acquire()
            lane = await queue.next()
            if not await self._may_go(queue, lane):
                free.release()
                continue
            flight = self._pacer.note_sent(lane.chat_id, lane.rank)
            task = asyncio.create_task(self._send(queue, lane, flight))
            self._on_the_way.add(task)
            task.add_done_callback(self._on_the_way.discard)
            task.add_done_callback(lambda _: free.release())

    async def _may_go(self, queue: LaneQueue, lane: Lane) -> bool:
        """Wait for the turn of a lane; False if it comes again later."""
        is_paced = lane.rank is not Rank.REPLY
        if not self._slots.is_halted(lane.messages[0].broadcast_id):
            wait = self._wait(lane)
            if is_paced and wait < SHORT_WAIT:
                await self._take_places(lane.messages[0])
                # Answers may have gone out meanwhile.
                while 0 < (wait := self._wait(lane)) < SHORT_WAIT:  # noqa: ASYNC110 - it is time that is waited for
                    await asyncio.sleep(wait)
            elif wait <= 0 and self._lease.shares_pace(is_pacing=self._is_pacing):
                await asyncio.sleep(self._lease.unknown_for)
                await self._reply_slots.take(ahead=self._replies.lanes, is_paced=bool(self._paced.lanes))
                wait = self._wait(lane)
            if wait > 0:
                queue.again(lane, lane.messages[0], wait)
                return False
        if self._slots.is_halted(lane.messages[0].broadcast_id):
            await self._give_back(queue, lane)
            return False
        return True

    async def _take_places(self, message: Message) -> None:
        """Wait for the turn of a paced message; one that cannot be paid for takes so many that it stays free."""
        for _ in range(1 if can_be_paid(message.method) else self._free_places):
            await self._slots.take()

    @property
    def _is_pacing(self) -> bool:
        return self._paced.lanes > 0 or self._slots.is_in_use

    def _wait(self, lane: Lane) -> float:
        ahead = 0 if lane.rank is Rank.REPLY else self._replies.lanes
        return self._pacer.wait(lane.chat_id, lane.rank, ahead=ahead)

    async def _give_back(self, queue: LaneQueue, lane: Lane) -> None:
        """The broadcast of a lane's first message is paused or cancelled: what follows it may go."""
        try:
            await self._store.give_back(lane.messages[0])
        except DBAPIError:
            logger.exception("a message could not be given back", extra={"message_key": lane.messages[0].key})
        queue.finish(lane)

    async def _send(self, queue: LaneQueue, lane: Lane, flight: Flight) -> None:
        message = lane.messages[0]
        try:
            if message.rank is Rank.REMINDER:
                # It may have waited for long, and its session have been cancelled meanwhile.
                if (latest := await self._store.latest(message)) is None:
                    queue.finish(lane)
                    return
                lane.messages[0] = message = latest
            if not self._lease.holds(message.leased_by):
                # Another process may have it. What follows in the lane may have been claimed anew since.
                queue.finish(lane)
            elif message.expires_at <= wall_now():
                await self._settle(message, State.EXPIRED, error="expired before it could be sent")
                queue.finish(lane)
            else:
                crash_point(CrashPoint.BEFORE_SEND)
                outcome = await self._try(message)
                self._pacer.note_back(flight)
                crash_point(CrashPoint.AFTER_SEND)
                await self._follow(queue, lane, message, outcome)
        except Exception:
            # Such as a refused write: the row stays leased, and a restart begins it again.
            logger.exception("a message could not be settled", extra={"message_key": message.key})
            queue.finish(lane)
        if self._more_waits and not lane.messages and self.waiting <= CLAIM_LIMIT - CLAIM_LEAST:
            self._claim_now.set()

    async def _try(self, message: Message) -> Outcome:
        addressed = not message.method.startswith("answer") and "inline_message_id" not in message.parameters
        to: dict[str, object] = {"chat_id": message.chat_id} if addressed else {}
        if self._is_paid and message.rank is not Rank.REPLY and can_be_paid(message.method):
            to["allow_paid_broadcast"] = True
        try:
            return outcome_of_result(await self._api.call(message.method, {**to, **message.parameters}))
        except InvalidToken:
            logger.error("Telegram does not know the token just now: check TELEGRAM_BOT_TOKEN")  # noqa: TRY400
            return Retry("InvalidToken")
        except TelegramError as error:
            return outcome_of_error(error)
        except Exception as error:
            logger.exception("a message cannot be formed", extra={"message_key": message.key})
            return Refused(f"a bug: {type(error).__name__}")

    async def _follow(self, queue: LaneQueue, lane: Lane, message: Message, outcome: Outcome) -> None:
        """Do what the outcome of a try asks for."""
        match outcome:
            case Sent(message_id):
                await self._settle(message, State.SENT, message_id=message_id)
                queue.finish(lane)
            case Refused(reason):
                logger.warning("Telegram refused a message", extra={"message_key": message.key, "reason": reason})
                await self._settle(message, State.FAILED, error=reason)
                queue.finish(lane)
            case Unreachable(reason):
                await self._settle(message, State.UNREACHABLE, error=reason)
                await self._store.give_up_chat(lane.chat_id, reason)
                queue.drop(lane)
            case Moved(new_chat):
                await self._move(queue, lane, new_chat)
            case SendPlain(reason):
                bare = {name: value for name, value in message.parameters.items() if name not in _MARKUP}
                again = replace(message, parameters=bare)
                if bare == message.parameters:  # without markup to drop it would come back for ever
                    await self._settle(message, State.FAILED, error=reason)
                    queue.finish(lane)
                else:
                    await self._store.settle(Settlement(again, State.WAITING, wall_now(), reason, is_bare=True))
                    queue.again(lane, replace(again, attempts=message.attempts + 1), 0.0)
            case Wait(seconds):
                self._pacer.note_refused(lane.chat_id, seconds)
                await self._retry(queue, lane, message, seconds, "429")
            case Retry(reason):
                await self._retry(queue, lane, message, backoff_seconds(message.attempts, self._dice), reason)

    async def _retry(self, queue: LaneQueue, lane: Lane, message: Message, seconds: float, reason: str) -> None:
        logger.info(
            "a message is tried again",
            extra={"message_key": message.key, "in_seconds": round(seconds, 2), "reason": reason},
        )
        await self._settle(message, State.WAITING, error=reason, delay=seconds)
        queue.again(lane, replace(message, attempts=message.attempts + 1), seconds)

    async def _move(self, queue: LaneQueue, lane: Lane, new_chat: int) -> None:
        """Send all that waits for a group to the supergroup that it became."""
        await self._store.move_chat(lane.chat_id, new_chat)
        moved = [replace(message, chat_id=new_chat) for message in lane.messages]
        queue.drop(lane)
        queue.offer(moved)

    async def _settle(
        self,
        message: Message,
        state: State,
        *,
        error: str | None = None,
        message_id: int | None = None,
        delay: float = 0.0,
    ) -> None:
        due_at = wall_now() + timedelta(seconds=delay)
        await self._store.settle(Settlement(message, state, due_at, error, message_id))
