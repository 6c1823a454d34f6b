"""Names to give to persons who are made up; pairs of them belong to nobody in particular."""

from typing import Final

FIRST_NAMES: Final = (
    "Ada", "Bas", "Bep", "Cato", "Corrie", "Daan", "Dirk", "Els", "Fenna", "Frits", "Geert",
    "Gre", "Hanneke", "Hein", "Ida", "Ineke", "Jaap", "Joke", "Kees", "Klaas", "Leny", "Lies",
    "Maarten", "Mien", "Nel", "Nico", "Oda", "Piet", "Riet", "Roel", "Saar", "Sjoerd", "Tine",
    "Toon", "Truus", "Vera", "Wim", "Wies", "Ybe", "Zwaan",
)  # fmt: skip
LAST_NAMES: Final = (
    "Aldershof", "Beekveld", "Broekland", "Dijkgraven", "Esveld", "Fluitert", "Grasdorp",
    "Hagewold", "Iepenhof", "Kwakelaar", "Lindeboomen", "Molenkolk", "Noordewier", "Oeverman",
    "Polderdijk", "Rietgors", "Slingerpad", "Turfsteker", "Uiterdijk", "Veldhoorn", "Wilgenpas",
    "Zandhaas",
)  # fmt: skip
