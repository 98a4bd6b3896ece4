"""What is due → outbox: asks the core what the event's clock has brought, and promises it to whoever follows."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.clock import Clock, wall_now
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale
from bot.core.reminder_pages import quiet_hours
from bot.core.reminders import Quiet, Reminder, default_quiet, due, plan
from bot.delivery.sender import Sender
from bot.handlers.turn import Call
from bot.storage.followers import Whose
from bot.storage.outbox import NewMessage, Rank
from bot.storage.reminders import Alike, PlanStep, plan_name
from bot.storage.store import Store
from bot.storage.waiting import Revised, Revision

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between looks at a clock that somebody may set, and at knowledge that may change
NOTE_EVERY = 60.0  # seconds between notes that nothing was due: so far back a restart looks
LEAST_LIFE = timedelta(minutes=1)  # of a message in real time, however fast a rehearsed clock runs
LONGEST_LIFE = timedelta(days=4)  # of a message whose clock stands still

_NEVER = datetime.max.replace(tzinfo=UTC)


class Reminding(Protocol):
    """The core, as the planner sees it."""

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the event at the moment."""

    def locale_of(self, chosen: str | None, context: str) -> Locale:
        """Tell a chat's language from the one that was chosen, if any, and its context as JSON."""

    def remind(
        self, reminders: Sequence[Reminder], locale: Locale, followed: frozenset[str], *, now: datetime, is_late: bool
    ) -> Call:
        """Make the one message of all that is due for a chat."""


class Planner:
    """Finds what is due, and puts it into the outbox once.

    Args:
        store: whose followers are reminded.
        sender: told when something is to be sent.
        core: makes the messages.
        clock: the event's.
    """

    def __init__(self, store: Store, sender: Sender, core: Reminding, clock: Clock) -> None:
        self._store = store
        self._sender = sender
        self._core = core
        self._clock = clock
        self._done: dict[str, datetime] = {}
        self._known: Knowledge | None = None
        self._plans: dict[Quiet, tuple[Reminder, ...]] = {}
        self._noted_at = float("-inf")

    async def run(self) -> None:
        """Plan until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                # Such as a message that cannot be made: what is due stays due, and answers go on.
                logger.exception("reminders could not be planned; trying again")
                await asyncio.sleep(LOOK_EVERY)
            else:
                await asyncio.sleep(self._pause())

    async def look(self) -> None:
        """Plan everything that is due by now."""
        now = self._clock.now()
        if self._core.knowledge is not self._known:
            await self._revise(self._read_knowledge(), now)
        await self._begin(now)
        for quiet, planned in self._plans.items():
            if quiet.holds(now, self._core.knowledge.zone):
                continue  # nothing is due in these hours; what an outage has left waits until they end
            name = plan_name(quiet)
            if due(planned, after=self._done[name], now=now):
                await self._plan(quiet, planned, now)
            else:
                self._done[name] = now
        await self._note()

    async def _plan(self, quiet: Quiet, planned: tuple[Reminder, ...], now: datetime) -> None:
        composer = _Composer(self._core, self._clock, now)
        step = PlanStep(
            whose=Whose(quiet, is_default=quiet == default_quiet(self._core.knowledge)),
            planned=planned,
            after=self._done[plan_name(quiet)],
            now=now,
            zone=self._core.knowledge.zone.key,
            locale_of=self._core.locale_of,
            compose=composer,
        )
        sent = misfired = 0
        while True:
            stepped = await self._store.plan(step)
            sent, misfired = sent + stepped.sent, misfired + stepped.misfired
            if stepped.sent:
                self._sender.wake()
            if stepped.is_done:
                break
            await asyncio.sleep(0)  # answers go first
        self._done[plan_name(quiet)] = stepped.done_until
        if sent or misfired:
            logger.info("reminders are planned", extra={"messages": sent, "misfired": misfired})

    def _read_knowledge(self) -> Knowledge:
        """Compute all moments of this version of the knowledge."""
        knowledge = self._core.knowledge
        self._plans = {quiet: plan(knowledge, quiet) for quiet in quiet_hours(knowledge)}
        return knowledge

    async def _revise(self, knowledge: Knowledge, now: datetime) -> None:
        """What waits is brought to what is true now; what is about a session that was moved or cancelled ends."""
        planned = {reminder.key: reminder for each in self._plans.values() for reminder in each}
        revision = Revision(planned, self._core.locale_of, _Composer(self._core, self._clock, now))
        revised = Revised(0)
        while revised.last is not None:
            revised = await self._store.revise(revision, revised.last)
            if revised.changed or revised.withdrawn:
                told = {"changed": revised.changed, "withdrawn": revised.withdrawn}
                logger.info("reminders that wait follow the knowledge", extra=told)
        self._known = knowledge  # only now: what could not be revised is revised at the next look

    async def _begin(self, now: datetime) -> None:
        """Go on where the last run ended; where a rehearsed clock was set back, from there."""
        missing = [name for quiet in self._plans if (name := plan_name(quiet)) not in self._done]
        if missing:
            self._done |= await self._store.begin_plans(missing, now)
        if self._clock.is_rehearsed and max(self._done.values()) > now:
            await self._store.rewind(now)
            self._done = dict.fromkeys(self._done, now)

    async def _note(self) -> None:
        clock = asyncio.get_running_loop().time()
        if clock - self._noted_at >= NOTE_EVERY:
            self._noted_at = clock
            for name, until in self._done.items():
                await self._store.note_idle([name], until)

    def _pause(self) -> float:
        """Real seconds until the next look: until something is due, at most `LOOK_EVERY`."""
        ahead = [
            reminder.due_at
            for quiet, planned in self._plans.items()
            for reminder in due(planned, after=self._done[plan_name(quiet)], now=_NEVER)[:1]
        ]
        seconds = min((self._clock.seconds_until(moment) for moment in ahead), default=LOOK_EVERY)
        return min(LOOK_EVERY, seconds) if seconds > 0 else LOOK_EVERY


class _Composer:
    """Makes the messages of one plan.

    Args:
        core: makes the message.
        clock: the event's.
        now: what it showed when planning began.
    """

    def __init__(self, core: Reminding, clock: Clock, now: datetime) -> None:
        self._core = core
        self._clock = clock
        self._now = now
        self._made: dict[tuple[Alike, bool], NewMessage] = {}

    def __call__(self, alike: Alike, is_late: bool) -> NewMessage:  # noqa: FBT001
        """Make the message to chats that are alike."""
        if (alike, is_late) not in self._made:
            reminders = alike.reminders
            call = self._core.remind(reminders, alike.locale, alike.followed, now=self._now, is_late=is_late)
            expires_at = self._expiry(max(reminder.useful_until for reminder in reminders))
            self._made[alike, is_late] = NewMessage("", 0, Rank.REMINDER, call[0], dict(call[1]), expires_at)
        return self._made[alike, is_late]

    def _expiry(self, moment: datetime) -> datetime:
        """When, in real time, a message is no longer useful: the outbox knows no other."""
        life = timedelta(seconds=min(self._clock.seconds_until(moment), LONGEST_LIFE.total_seconds()))
        return wall_now() + (max(life, LEAST_LIFE) if self._clock.is_rehearsed else life)
