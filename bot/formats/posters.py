"""Poster codes: a square that a phone's camera reads, leading into the chat with the bot."""

import io

import segno

from bot.delivery.limits import deep_link_payload

SCALE = 20  # pixels, or a drawing's units, for each square: sharp on a poster
BORDER = 4  # squares of white around it: what ISO/IEC 18004 asks for


def poster_code(username: str, id_: str, kind: str) -> tuple[str, bytes]:
    """Make a code.

    Args:
        username: of the bot, without its @.
        id_: what the chat begins with; “start” begins with what the bot can do.
        kind: png or svg.

    Returns:
        The link, and the content of the file.
    """
    link = f"https://t.me/{username}" + ("" if id_ == "start" else f"?start={deep_link_payload(id_)}")
    file = io.BytesIO()
    # Level Q is read with a quarter of it worn or covered, as posters are.
    segno.make_qr(link, error="q").save(file, kind=kind, scale=SCALE, border=BORDER)
    return link, file.getvalue()
