"""The chat page: its files, what it is told (server-sent events) and what is done on it."""

import asyncio
import json
import math
import mimetypes
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.clock import Clock
from bot.core.locale import Locale
from bot.delivery.poller import DEAF_SECONDS
from bot.rehearsal.acting import Acting
from bot.rehearsal.cast import Cast
from bot.rehearsal.telegram import Json, StandIn

FILES = Path(__file__).with_name("page")
BODY_LIMIT = 64 * 1024  # bytes; the longest message is a quarter of it
BEAT_SECONDS = 10.0  # a connection that has gone is noticed when something is sent
HEADERS = {
    # The page uses nothing from elsewhere, and what the bot says cannot become a script.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Stage:
    """When the rehearsed event is."""

    eve: datetime
    """Where the clock starts."""
    days: tuple[datetime, ...]
    """A moment of each day to jump to: the eve, then every morning, and the day after."""
    zone: ZoneInfo


class ChatPage:
    """Serves the page of one stand-in.

    Args:
        telegram: where the chats are.
        cast: the people in them.
        clock: the one that the bot goes by; the page sets it.
        stage: when the event is.
        host: where it is served; requests for other names are refused, unless that is not loopback.
    """

    def __init__(self, telegram: StandIn, cast: Cast, clock: Clock, stage: Stage, *, host: str) -> None:
        self._telegram = telegram
        self._cast = cast
        self._clock = clock
        self._stage = stage
        self._hosts = _LOOPBACK if host in _LOOPBACK else None
        self._acting = Acting(telegram, cast)
        self._open: set[asyncio.Queue[str | None]] = set()
        self._actions: dict[str, Callable[[Json], object]] = {
            "write": lambda a: self._acting.write(a["chat"], a["person"], a["text"], a.get("reply_to")),
            "edit": lambda a: self._acting.edit(a["chat"], a["person"], a["message"], a["text"]),
            "send": lambda a: self._acting.send(a["chat"], a["person"], a["kind"], a.get("caption", "")),
            "press": lambda a: self._acting.press(a["chat"], a["person"], a["message"], a["data"]),
            "inline": lambda a: self._acting.ask_inline(a["person"], a["query"]),
            "choose": lambda a: self._acting.choose(a["chat"], a["person"], a["query"], a["result"]),
            "add": lambda a: self._cast.add(a["name"], a["role"], Locale(a["language"])),
            "speak": lambda a: self._cast.speak(a["person"], Locale(a["language"])),
            "clock": self._set_clock,
        }
        telegram.watchers.add(self._tell)

    def routes(self) -> list[Route]:
        """The page at /, and all of its own under /page/."""
        return [
            Route("/", self._guarded(self._file), methods=["GET"]),
            Route("/healthz", self._guarded(self._health), methods=["GET"]),
            Route("/page/clock", self._guarded(self._show_clock), methods=["GET"]),
            Route("/page/events", self._guarded(self._events), methods=["GET"]),
            Route("/page/do/{action}", self._guarded(self._do), methods=["POST"]),
            Route("/page/files/{file_id}", self._guarded(self._download), methods=["GET"]),
            Route("/page/{name}", self._guarded(self._file), methods=["GET"]),
        ]

    def close(self) -> None:
        """End the streams of events, so that the server can stop."""
        self._telegram.watchers.discard(self._tell)
        for queue in self._open:
            queue.put_nowait(None)

    def _guarded(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """Refuse other web sites: a name of theirs that leads here, and their forms (no form sends JSON)."""

        async def guarded(request: Request) -> Response:
            host = urlsplit(f"//{request.headers.get('host', '')}").hostname
            if self._hosts is not None and host not in self._hosts:
                return PlainTextResponse("this page is for this machine only", 403)
            origin = request.headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
                return PlainTextResponse("this page is for itself only", 403)
            if request.method == "POST" and request.headers.get("content-type") != "application/json":
                return PlainTextResponse("JSON only", 415)
            response = await answer(request)
            response.headers.update(HEADERS)
            return response

        return guarded

    async def _file(self, request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        path = FILES / name
        if path.parent != FILES or not path.is_file():
            return PlainTextResponse("not found", 404)
        return FileResponse(path)

    async def _health(self, _: Request) -> Response:
        """Tell whether the bot asks for updates, as the bot itself tells it on the real Telegram."""
        is_polled = time.monotonic() - max(self._telegram.poll_times, default=-math.inf) < DEAF_SECONDS
        return JSONResponse({"polling": is_polled}, 200 if is_polled else 503)

    async def _show_clock(self, _: Request) -> Response:
        """Tell a shell what time it is here."""
        return JSONResponse(self._time())

    async def _download(self, request: Request) -> Response:
        kept = self._telegram.files.get(request.path_params["file_id"])
        if kept is None:
            return PlainTextResponse("not found", 404)
        name, content = kept
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        shown = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(content, media_type=kind, headers=shown)

    async def _do(self, request: Request) -> Response:
        action = self._actions.get(request.path_params["action"])
        body = await request.body()
        if action is None or len(body) > BODY_LIMIT:
            return PlainTextResponse("not found", 404)
        try:
            result = action(_Given(json.loads(body)))
        except (ValueError, TypeError, OverflowError) as error:
            return JSONResponse({"problem": str(error)}, 400)
        return JSONResponse({"result": result})

    async def _events(self, request: Request) -> Response:
        return StreamingResponse(self._stream(request), media_type="text/event-stream")

    async def _stream(self, request: Request) -> AsyncIterator[str]:
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._open.add(queue)
        try:
            yield _event("state", self._state())
            while True:
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        said = await queue.get()
                except TimeoutError:
                    if await request.is_disconnected():
                        return
                    said = ": still here\n\n"
                if said is None:
                    return
                yield said
        finally:
            self._open.discard(queue)

    def _tell(self, kind: str, content: Json) -> None:
        """Pass on what can be seen now; as text at once, because messages change."""
        event = _event(kind, self._bot() if kind == "settings" else content)
        for queue in self._open:
            queue.put_nowait(event)

    def _state(self) -> Json:
        return {
            "bot": self._bot(),
            "people": [self._cast.shown(person) for person in self._cast.roles],
            "chats": [
                {"id": chat.id, "title": chat.title, "messages": list(chat.messages.values())}
                for chat in self._telegram.chats.values()
            ],
            "clock": self._time(),
        }

    def _bot(self) -> Json:
        """What the bot says of itself, by language."""
        settings = self._telegram.settings
        return {
            "username": self._telegram.bot["username"],
            "commands": {code: given.get("commands", []) for code, given in settings["setMyCommands"].items()},
            "names": {code: given.get("name", "") for code, given in settings["setMyName"].items()},
            "about": {code: given.get("description", "") for code, given in settings["setMyDescription"].items()},
        }

    def _time(self) -> Json:
        return {
            "now": self._clock.now().timestamp() * 1000,
            "speed": self._clock.speed,
            "zone": self._stage.zone.key,
            "days": [day.strftime("%Y-%m-%dT%H:%M") for day in self._stage.days],
        }

    def _set_clock(self, given: Json) -> None:
        """Set the clock: `moment` is the event's local time, `shift` seconds from now, `speed` as it is."""
        moment = self._clock.now()
        if "moment" in given:
            moment = datetime.fromisoformat(given["moment"]).replace(tzinfo=self._stage.zone)
        moment += timedelta(seconds=float(given.get("shift", 0)))
        self._clock.rehearse(moment, float(given.get("speed", self._clock.speed)))
        self._telegram.tell("clock", self._time())


class _Given(dict[str, Any]):
    """What came from the page; what is missing is its mistake."""

    def __missing__(self, name: str) -> object:
        raise ValueError(f"{name} is missing")


def _event(kind: str, content: Mapping[str, object]) -> str:
    return f"event: {kind}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"
