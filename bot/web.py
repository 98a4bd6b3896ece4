"""The webhook and health, as a Starlette application served by uvicorn."""

import asyncio
import contextlib
import hmac
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.delivery.intake import Intake, update_id_of
from bot.errors import SettingsError

# The largest updates (long text with entities, a reply to another) are some tens of kilobytes.
BODY_LIMIT = 1024 * 1024  # bytes
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
RETRY_AFTER_SECONDS = 2  # Telegram obeys it when there is no room
STOP_SECONDS = 2  # for requests that are being answered when the bot is told to stop

Report = Callable[[], dict[str, bool | int]]


def health_routes(*, health: Report, readiness: Report) -> list[Route]:
    """GET /healthz and /readyz: 200 if every truth value reported is true, else 503.

    Args:
        health: parts that must work, and counts to look at.
        readiness: the same for whether updates can be taken.
    """
    return [
        Route("/healthz", lambda _: _report(health()), methods=["GET"]),
        Route("/readyz", lambda _: _report(readiness()), methods=["GET"]),
    ]


def webhook_route(path: str, secret: str, intake: Intake) -> Route:
    """POST `path`: an update of Telegram; 200 only once it is durable.

    Args:
        path: of WEBHOOK_URL.
        secret: what Telegram must send in `SECRET_HEADER`.
        intake: takes the update.
    """

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, secret.encode()):
            return PlainTextResponse("wrong or missing secret", 401)
        update = await _read_update(request)
        if isinstance(update, Response):
            return update
        if not intake.room:
            return PlainTextResponse("busy", 503, {"Retry-After": str(RETRY_AFTER_SECONDS)})
        await intake.take([update])
        return Response(status_code=200)

    return Route(path, receive, methods=["POST"])


def make_web(routes: list[Route]) -> Starlette:
    """The application; no debug pages, no documents."""
    return Starlette(routes=routes)


def listen(host: str, port: int) -> socket.socket:
    """Bind to `host` alone.

    Raises:
        SettingsError: if that cannot be done.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise SettingsError(
            [f"HOST, PORT: cannot listen on {host}:{port} ({error.strerror}); choose another PORT"]
        ) from None
    # asyncio does this only for sockets of its own; without it an answer waits 40 ms for an ACK.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


@contextlib.asynccontextmanager
async def serving(web: Starlette, bound: socket.socket) -> AsyncIterator[None]:
    """Serve `web` on `bound` inside the block; requests being answered at its end are finished."""
    config = uvicorn.Config(
        web,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([bound]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the bot."""
        yield


async def _read_update(request: Request) -> dict[str, object] | Response:
    """The update in the body, or what to say about a body that holds none."""
    try:
        body = await _body(request)
        update = None if body is None else json.loads(body)
    except ClientDisconnect:
        return PlainTextResponse("incomplete", 400)
    except (ValueError, RecursionError):
        return PlainTextResponse("not JSON", 400)
    if body is None:
        return PlainTextResponse("too large", 413)
    if not isinstance(update, dict) or update_id_of(update) is None:
        return PlainTextResponse("not an update", 400)
    return update


async def _body(request: Request) -> bytes | None:
    """The body; None as soon as it is too large, whatever its headers claim."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _report(parts: dict[str, bool | int]) -> JSONResponse:
    good = all(part for part in parts.values() if isinstance(part, bool))
    return JSONResponse(parts, 200 if good else 503)
