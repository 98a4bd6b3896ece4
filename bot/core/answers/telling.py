"""What is said of changes and news: what is cancelled, what the organisers told lately if somebody has looked."""

from bot.core.answer import Status
from bot.core.answers.meant import sessions_meant
from bot.core.answers.reminding import spoken_time
from bot.core.answers.speech import Part, Speaker, sentences
from bot.core.answers.whereabouts import when
from bot.core.reading import Ask


def changes(ask: Ask, speaker: Speaker) -> Part:
    """Say what is cancelled and what was told lately; without either, that no change is announced, and when it is."""
    meant = sessions_meant(ask, speaker) or speaker.knowledge.programme
    gone = [session for session in meant if session.is_cancelled]
    about = tuple(session.id for session in gone)
    lines = [sentences(*map(speaker.cancelled, gone))] if gone else []
    told = told_lately(speaker)
    if not gone and (ask.things or ask.days or not told):
        part = when(ask, speaker)
        about = part.about
        lines.append(part.text if told else sentences(speaker.say("no_change"), part.text))
    status = Status.ANSWERED if gone or told else Status.NOT_ANNOUNCED
    return Part("\n\n".join([*lines, *told]), status, about=about)


def news(ask: Ask, speaker: Speaker) -> Part:
    """Say what was told lately, or that nothing was; where nobody has looked, what the knowledge has of changes."""
    if speaker.news is None:
        return changes(ask, speaker)
    about = (speaker.knowledge.event.id,)
    return Part("\n\n".join(told_lately(speaker)) or speaker.say("news_none"), about=about)


def told_lately(speaker: Speaker) -> list[str]:
    """Give what the organisers told lately, under a heading; empty if there is nothing."""
    zone, items = speaker.knowledge.zone, []
    for each in speaker.news or ():
        at = each.at.astimezone(zone)
        if text := each.texts.get(speaker.locale):
            items.append(
                speaker.say("news_item", date=speaker.date(at.date()), time=spoken_time(at.time())) + f"\n{text}"
            )
    return [speaker.say("news"), *items] if items else []
