"""Where assets/ and protocols/ are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def assets() -> Path:
    """The folder with diagrams/, fonts/, icons/, rules/ and schemas/. It may be missing in a broken installation."""
    return _folder("assets")


def protocols() -> Path:
    """The folder with the protocols that the program carries."""
    return _folder("protocols")


def diagrams() -> Path:
    """The folder with the plates `front.svg`, `left.svg` and `back.svg`."""
    return assets() / "diagrams"


def fonts() -> Path:
    return assets() / "fonts"


def icons() -> Path:
    return assets() / "icons"


def rules() -> Path:
    """The folder with the rule sets by which a patient's course is looked at."""
    return assets() / "rules"


def schemas() -> Path:
    return assets() / "schemas"
