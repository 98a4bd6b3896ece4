"""The way of a message: receiver → inbox → workers → outbox → sender, each step durable before the next.

Guarantee: every update is answered at least once; what was in flight to Telegram at a kill is repeated,
once, because the Bot API has no key by which a repeated message could be known.
"""

import os

# Durations of python-telegram-bot as timedelta: its coming default, without a warning for each 429.
os.environ.setdefault("PTB_TIMEDELTA", "1")
