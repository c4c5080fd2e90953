"""Names that nobody has: each is plainly invented, and says so."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from injection_map.domain.events import Clinic, Clinician

MARK = "(invented)"
CLINIC = Clinic(f"Sample Headache Clinic {MARK}", "1 Example Street\nSampleton")
NURSE, DOCTOR, TRAINEE = "nurse", "consultant", "registrar"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_THINGS = _listed(
    "Acorn Basket Biscuit Bobbin Bramble Bucket Button Candle Cobble Crumpet Cushion Custard Feather Gherkin "
    "Jigsaw Kettle Ladle Lantern Marble Marmalade Muffin Noodle Parsnip Pebble Pepper Pickle Puddle Radish "
    "Ribbon Spatula Tassel Teacup Teapot Thimble Turnip Velvet Waffle Walnut Whistle Yoghurt"
)
_ENDINGS = _listed(
    "acre bell brook bury cap dale fen field ford gate hatch hill hurst lake leaf mere moss mouse nest pond "
    "quill shaw shoe sock spoon stone thwaite ton wick worth"
)
_GIVEN = _listed(
    "Ada Agnes Åse Ayo Beatriz Bela Carmen Chidi Clara Dagny Dilek Edith Elif Emeka Esra Farah Fatou Fiona "
    "Gita Greta Hanna Hiro Ines Ingrid Ivana Jonas Jun Kaja Karim Kofi Lena Léa Lucía Maja Malik Marta Mei "
    "Mina Nadia Nils Noor Olga Omar Paula Petra Priya Quentin Rania René Rosa Saskia Selma Søren Tariq Tova "
    "Ulla Vera Wanda Yara Zoë"
)
_OLDEST, _YOUNGEST = date(1945, 1, 1), date(2004, 12, 31)


def patient_name(chance: Random) -> str:
    """TEACUPWICK, Ingrid (invented)"""
    surname = (chance.choice(_THINGS) + chance.choice(_ENDINGS)).upper()
    return f"{surname}, {chance.choice(_GIVEN)} {MARK}"


def born(chance: Random) -> date:
    return _OLDEST + timedelta(days=chance.randrange((_YOUNGEST - _OLDEST).days))


def clinicians(count: int) -> tuple[Clinician, ...]:
    """Those who treat, each with a name of their own; every third is still in training."""
    return tuple(Clinician(f"Dr {_colleague(n)}", TRAINEE if n % 3 == 2 else DOCTOR) for n in range(count))


def assistants(count: int) -> tuple[Clinician, ...]:
    return tuple(Clinician(_colleague(n + 7), NURSE) for n in range(count))


def _colleague(number: int) -> str:
    """P. Thimble (invented); the first thousand are all different."""
    initial = chr(ord("A") + (7 * number + number // 26) % 26)
    return f"{initial}. {_THINGS[(11 * number + 3) % len(_THINGS)]} {MARK}"
