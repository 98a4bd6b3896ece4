"""Calling methods of the Bot API by name, with parameters as they lie in the outbox."""

import base64
from collections.abc import Mapping

from telegram import InputFile
from telegram.error import NetworkError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.request import AiohttpRequest

FILE = "file_base64"
"""A parameter of the form {"file_name": "a.ics", "file_base64": "…"} is uploaded as a file."""


class BotApi:
    """One bot at one Bot API server.

    Args:
        api_url: such as https://api.telegram.org, no slash at the end.
        token: of the bot; part of every URL, so URLs must not be logged.
        request: the pool to send by.
    """

    def __init__(self, api_url: str, token: str, request: AiohttpRequest) -> None:
        self._base = f"{api_url}/bot{token}/"
        self._request = request

    async def call(self, method: str, parameters: Mapping[str, object], *, seconds: float | None = None) -> object:
        """Call `method`; returns its result as JSON values.

        Args:
            method: such as sendMessage.
            parameters: JSON values by name.
            seconds: how long to wait for the answer; the pool's limit if None.

        Raises:
            telegram.error.TelegramError: as python-telegram-bot maps Telegram's errors.
        """
        data = RequestData([_parameter(name, value) for name, value in parameters.items()])
        limit = self._request.read_timeout if seconds is None else seconds
        try:
            result: object = await self._request.post(self._base + method, data, read_timeout=limit)
        except (KeyError, TypeError):
            raise NetworkError("the answer has no result") from None
        return result


def _parameter(name: str, value: object) -> RequestParameter:
    if isinstance(value, dict) and FILE in value:
        content = base64.b64decode(value[FILE])
        return RequestParameter(name, None, [InputFile(content, filename=value["file_name"])])
    return RequestParameter(name, value, None)
