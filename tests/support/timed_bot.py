"""The whole bot as ``run_bot.py`` starts it, with a stopwatch at its wire: for ``make bench``.

Its own time is what passes inside the process, from an update that has been read to the request that answers it.
When it is told to stop it writes one line of milliseconds per answer to the file that OWN_TIMES names.
"""

import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from bot.cli import main
from bot.delivery.request import AiohttpRequest

_CHAT = re.compile(rb'"chat": ?\{"id": ?(-?\d+)')
_received: dict[int, float] = {}
_took: list[float] = []
_do_request = AiohttpRequest.do_request


async def _timed(
    self: AiohttpRequest, url: str, method: str, request_data: Any = None, **more: Any
) -> tuple[int, bytes]:
    if url.endswith("/sendMessage"):
        began = _received.pop(request_data.parameters["chat_id"], None)
        if began is not None:
            _took.append(time.monotonic() - began)
    status, body = await _do_request(self, url, method, request_data, **more)
    if url.endswith("/getUpdates"):
        now = time.monotonic()
        _received.update((int(chat), now) for chat in _CHAT.findall(body))
    return status, body


if __name__ == "__main__":
    AiohttpRequest.do_request = _timed  # type: ignore[method-assign,assignment]  # measured, not changed
    code = main(sys.argv[1:])
    Path(os.environ["OWN_TIMES"]).write_text("\n".join(str(1000 * each) for each in _took), encoding="ascii")
    sys.exit(code)
