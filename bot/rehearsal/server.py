"""The stand-in's Bot API server: HTTP in, schema check, faults, the method, HTTP out."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.rehearsal.faults import HANG_SECONDS, SLOW_SECONDS, Fault
from bot.rehearsal.methods import Refusal, call
from bot.rehearsal.polling import Polling
from bot.rehearsal.pushing import Pushing
from bot.rehearsal.schema import Upload, schema
from bot.rehearsal.telegram import Call, Json, StandIn
from bot.web import serving

RETRY_AFTER = 1  # seconds, in an injected 429


class Page(Protocol):
    """What is served to people beside the Bot API."""

    def routes(self) -> list[Route]:
        """Its addresses."""

    def close(self) -> None:
        """End what is held open."""


class BotApiServer:
    """Serves one `StandIn`.

    Args:
        telegram: its state.
        delay: seconds that every answer takes on its way, to rehearse a distance.
    """

    def __init__(self, telegram: StandIn, *, delay: float = 0.0) -> None:
        self.telegram = telegram
        self.delay = delay
        self._polling = Polling(telegram)

    def routes(self) -> list[Route]:
        """POST and GET /bot<token>/<method>."""
        return [Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])]

    def close(self) -> None:
        """End what is held open, so that the server can stop."""
        self._polling.close()

    async def _answer(self, request: Request) -> Response:
        try:
            raw = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        response = await self._respond(request.path_params["token"], request.path_params["method"], raw)
        if self.delay:
            await asyncio.sleep(self.delay)
        return response

    async def _respond(self, token: str, method: str, raw: Mapping[str, Any]) -> Response:
        if token != self.telegram.token:
            return _refusal(Refusal(401, "Unauthorized"))
        if not schema().has(method):
            self.telegram.violations.append(f"no such method: {method}")
            return _refusal(Refusal(404, "Not Found: method not found"))
        parameters, problems = schema().read(method, raw)
        self.telegram.violations += problems
        if problems:
            return _refusal(Refusal(400, f"Bad Request: {problems[0]}"))
        fault = self.telegram.faults.take(method)
        if fault is not None:
            return await self._fail(fault, method, parameters)
        return await self._perform(method, parameters)

    async def _perform(self, method: str, parameters: Json) -> Response:
        try:
            if method == "getUpdates":
                result: object = await self._polling.get_updates(parameters)
            else:
                result = call(self.telegram, method, parameters)
        except Refusal as refusal:
            self._note(method, parameters, refusal.code)
            return _refusal(refusal)
        self._note(method, parameters, 200)
        return Response(json.dumps({"ok": True, "result": result}), media_type="application/json")

    async def _fail(self, fault: Fault, method: str, parameters: Json) -> Response:
        if fault in _REFUSALS:
            return _refusal(_REFUSALS[fault])
        if fault is Fault.BAD_GATEWAY:
            return HTMLResponse("<html><h1>502 Bad Gateway</h1></html>", 502)
        if fault is Fault.RESET_BEFORE:
            return _Reset()
        if fault is Fault.HANG:
            await asyncio.sleep(HANG_SECONDS)
            return _Reset()
        # A poll must not wait for news before it fails.
        quick = {**parameters, "timeout": 0} if method == "getUpdates" else parameters
        response = await self._perform(method, quick)
        if fault is Fault.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        if fault is Fault.BAD_JSON:
            return Response('{"ok": true, "resu', media_type="application/json")
        return _Reset() if fault is Fault.RESET_AFTER else response

    def _note(self, method: str, parameters: Json, status: int) -> None:
        if method != "getUpdates":
            self.telegram.calls.append(Call(method, parameters, time.monotonic(), status))


class _Reset(Response):
    """Breaks the connection instead of answering."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """End with half an answer: the server then closes the connection."""
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


_REFUSALS = {
    Fault.TOO_MANY: Refusal(429, f"Too Many Requests: retry after {RETRY_AFTER}", {"retry_after": RETRY_AFTER}),
    Fault.SERVER_ERROR: Refusal(500, "Internal Server Error"),
    Fault.UNAUTHORIZED: Refusal(401, "Unauthorized"),
    Fault.NOT_FOUND: Refusal(404, "Not Found"),
    Fault.CONFLICT: Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ),
}


def _refusal(refusal: Refusal) -> Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return JSONResponse(body, refusal.code)


async def _read(request: Request) -> dict[str, Any]:
    """Parameters from the query, a JSON body, a form or a form with files."""
    raw: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = await request.body()
        return raw | (json.loads(body) if body else {})
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form() as form:
            for name, value in form.multi_items():
                raw[name] = await _uploaded(value) if isinstance(value, UploadFile) else value
    return raw


async def _uploaded(file: UploadFile) -> Upload:
    upload = Upload(await file.read())
    upload.name = file.filename or upload.name
    return upload


@contextlib.asynccontextmanager
async def stand_in_running(
    telegram: StandIn, bound: socket.socket, *, delay: float = 0.0, page: Page | None = None
) -> AsyncIterator[BotApiServer]:
    """Serve `telegram` on a bound socket, webhook delivery and a page if there is one included, inside the block."""
    server = BotApiServer(telegram, delay=delay)
    routes = [*server.routes(), *(page.routes() if page else [])]
    pushing = asyncio.create_task(Pushing(telegram).run())
    try:
        async with serving(Starlette(routes=routes), bound):
            try:
                yield server
            finally:
                server.close()
                if page:
                    page.close()
    finally:
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)
