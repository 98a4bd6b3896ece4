"""Who is there to rehearse with: people with a role and a language, and one group."""

from bot.core.locale import Locale
from bot.rehearsal.telegram import Json, StandIn

GROUP = -1_002_000_000_001
"""Id of the group chat; Telegram's supergroups have such ids."""
ORGANISER_IDS = tuple(range(9_001, 9_021))
"""The bot is told at its start that these are organisers, so one can be added while it runs."""
ROLES = ("attendee", "journalist", "organiser")
PEOPLE_LIMIT = 60  # of a role but organisers, for whom ids are set aside; a page with more is no help
NAME_LIMIT = 64  # characters: Telegram's limit for a first name

_FIRST_IDS = {"attendee": 101, "journalist": 501, "organiser": ORGANISER_IDS[0]}
_FIRST_CAST = (
    ("Emma", "attendee", Locale.EN),
    ("Piotr", "attendee", Locale.PL),
    ("James", "journalist", Locale.EN),
    ("Zofia", "journalist", Locale.PL),
    ("Ewa", "organiser", Locale.PL),
)


class Cast:
    """The people of a stand-in and what they are.

    Args:
        telegram: where they chat.
    """

    def __init__(self, telegram: StandIn) -> None:
        self._telegram = telegram
        self.roles: dict[int, str] = {}
        """By person id."""

    def gather(self) -> None:
        """Have the first people and the group there, unless people are there already."""
        if not self.roles:
            for name, role, locale in _FIRST_CAST:
                self.add(name, role, locale)
        self._telegram.chat(GROUP).title = "Konferencja · Conference"

    def add(self, name: str, role: str, locale: Locale) -> Json:
        """Let a new person in; returns what the page shows of them.

        Raises:
            ValueError: if the name is empty or too long, the role unknown, or there are too many.
        """
        name = name.strip()
        if not 0 < len(name) <= NAME_LIMIT or role not in ROLES:
            raise ValueError("a person needs a name and a role")
        taken = [person for person, known in self.roles.items() if known == role]
        if len(taken) >= (len(ORGANISER_IDS) if role == "organiser" else PEOPLE_LIMIT):
            raise ValueError("there are enough people of this role")
        person_id = max(taken, default=_FIRST_IDS[role] - 1) + 1
        self._telegram.person(person_id, language=locale.value, name=name)
        self._telegram.chat(person_id)
        self.roles[person_id] = role
        shown = self.shown(person_id)
        self._telegram.tell("person", shown)
        return shown

    def speak(self, person_id: int, locale: Locale) -> None:
        """Change the language of a person's Telegram.

        Raises:
            ValueError: if there is no such person.
        """
        if person_id not in self.roles:
            raise ValueError("there is no such person")
        self._telegram.person(person_id, language=locale.value)
        self._telegram.tell("person", self.shown(person_id))

    def shown(self, person_id: int) -> Json:
        """What the page shows of a person."""
        person = self._telegram.people[person_id]
        return {
            "id": person_id,
            "name": person["first_name"],
            "language": person["language_code"],
            "role": self.roles[person_id],
        }
