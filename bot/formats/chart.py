"""Numbers as a picture: bars on a light ground, large enough to be read on a phone."""

import io
import math
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from bot.desk.numbers import Bars, Statistics

FONTS = Path(__file__).parent / "fonts"
"""Roboto (Apache License 2.0), cut to Latin letters with the Polish ones: a system may have no font at all."""
WIDTH = 1080  # pixels: what a phone shows across
MARGIN, GAP = 64, 28
TIME_HEIGHT = 340
ROW, BAR = 54, 30
NAMES, NUMBERS = 400, 120  # pixels for names on the left and numbers on the right
GROUND, INK, FAINT, GRID = "#ffffff", "#1b2430", "#5d6b7a", "#e3e8ee"
COLOURS = ("#2563a8", "#3f8f5f", "#c2742d", "#7a57a8", "#4d7f8f")
_STEPS = (1, 2, 3, 4, 5, 8)
TICKS = 4


def draw(found: "Statistics") -> bytes:
    """Draw a PNG."""
    height = 190 + TIME_HEIGHT + 130 + sum(110 + ROW * len(bars) for _, bars in found.sections)
    image = Image.new("RGB", (WIDTH, height), GROUND)
    pen = ImageDraw.Draw(image)
    pen.text((MARGIN, 48), found.title, INK, _font(52, bold=True))
    pen.text((MARGIN, 118), found.span, FAINT, _font(32))
    y = _times(pen, 190, found.over_time, found.times)
    for (title, bars), colour in zip(found.sections, COLOURS, strict=False):
        y = _section(pen, y, title, bars, colour)
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Roboto-{'Bold' if bold else 'Regular'}.ttf"), size)


def _times(pen: ImageDraw.ImageDraw, y: int, title: str, bars: "Bars") -> int:
    """Draw bars over time with a scale; returns where the next thing begins."""
    pen.text((MARGIN, y), title, INK, _font(36, bold=True))
    top, small = y + 70, _font(26)
    bottom, left, right = top + TIME_HEIGHT - 70, MARGIN + 70, WIDTH - MARGIN
    step = _step(max(number for _, number in bars))
    highest = step * TICKS
    for n in range(TICKS + 1):
        line = bottom - (bottom - top) * n // TICKS
        pen.line((left, line, right, line), GRID, 2)
        pen.text((left - 16, line), str(step * n), FAINT, small, anchor="rm")
    places = [left + (right - left) * n / len(bars) for n in range(len(bars) + 1)]
    space = 0.2 * (places[1] - places[0])
    for (_, number), (start, end) in zip(bars, pairwise(places), strict=True):
        if number:
            height = (bottom - top) * number / highest
            edge = min(start + 60, end - space) if len(bars) == 1 else end - space
            pen.rectangle((start + space, bottom - height, max(edge, start + space + 1), bottom), COLOURS[0])
    pen.line((left, bottom, right, bottom), FAINT, 2)
    widest = max(small.getlength(label) for label, _ in bars) + GAP
    every = max(1, math.ceil(len(bars) * widest / (right - left)))  # so that labels do not touch
    for n in range(0, len(bars), every):
        pen.text(((places[n] + places[n + 1]) / 2, bottom + 14), bars[n][0], FAINT, small, anchor="ma")
    return bottom + 100


def _step(highest: int) -> int:
    """Find a round number of which `TICKS` make a scale."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * TICKS >= highest:
                return step * size
        size *= 10


def _section(pen: ImageDraw.ImageDraw, y: int, title: str, bars: "Bars", colour: str) -> int:
    """Draw names with their bars; returns where the next thing begins."""
    pen.text((MARGIN, y), title, INK, _font(36, bold=True))
    font, highest = _font(28), max(number for _, number in bars)
    left = MARGIN + NAMES
    room = WIDTH - MARGIN - NUMBERS - left
    for n, (name, number) in enumerate(bars):
        middle = y + 62 + ROW * n + ROW // 2
        pen.text((left - 20, middle), _fitting(name, font), INK, font, anchor="rm")
        length = max(4, round(room * number / highest))
        pen.rounded_rectangle((left, middle - BAR // 2, left + length, middle + BAR // 2), 6, colour)
        pen.text((left + length + 14, middle), str(number), INK, font, anchor="lm")
    return y + 62 + ROW * len(bars) + GAP + 20


def _fitting(name: str, font: ImageFont.FreeTypeFont) -> str:
    """Cut a name to what stands beside its bar."""
    while font.getlength(name) > NAMES - 20 and len(name) > 1:
        name = name[:-2].rstrip() + "…"
    return name
