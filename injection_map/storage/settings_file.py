"""The settings of this workplace: one readable JSON file beside the records. Nothing clinical stands in it.

A file of a newer version, or one that cannot be read, is left as it is and the defaults are used. Keys that this
version does not know are kept when it writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from injection_map.domain.errors import InjectionMapError
from injection_map.storage.files import make_private_folder, put_in_place, write_private_file

FORMAT = "injection-map/settings"
VERSION = 1
MOST_LOCK_MINUTES = 240


class SettingsError(InjectionMapError):
    """The settings cannot be read or written. No record is touched by it."""


@dataclass(frozen=True)
class Settings:
    """`pedal_key` is the code of the key that the pedal sends (Qt's, as a number); None while none was learned.

    `theme` is `system`, `light` or `dark`. `panel_left` is for a clinician who reaches from the left. After
    `lock_minutes` without a hand on it the program locks; 0 is never. `tap_to_resume` asks for no PIN in mid-visit.
    """

    pedal_key: int | None = None
    theme: str = "system"
    panel_left: bool = False
    lock_minutes: int = 10
    tap_to_resume: bool = False
    unknown: dict[str, Any] = field(default_factory=dict)


_ACCEPTED: dict[str, Callable[[object], bool]] = {
    "pedal_key": lambda value: value is None or (type(value) is int and 0 < value < 2**31),
    "theme": lambda value: value in ("system", "light", "dark"),
    "panel_left": lambda value: type(value) is bool,
    "lock_minutes": lambda value: type(value) is int and 0 <= value <= MOST_LOCK_MINUTES,
    "tap_to_resume": lambda value: type(value) is bool,
}


def read_settings(path: Path) -> Settings:
    """The settings, or the defaults where there is no file. SettingsError for a file that is not understood."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        sentence = f"The settings in {path} cannot be read; the usual ones are used. The file is left as it is."
        raise SettingsError(sentence) from error
    if not isinstance(plain, dict) or plain.pop("format", None) != FORMAT or plain.pop("version", None) != VERSION:
        raise SettingsError(
            f"The settings in {path} are of another version of Injection Map; the usual ones are used. "
            "The file is left as it is."
        )
    known = {key: plain.pop(key) for key in list(plain) if key in _ACCEPTED}
    good = {key: value for key, value in known.items() if _ACCEPTED[key](value)}
    return replace(Settings(**good), unknown=plain)


def write_settings(path: Path, settings: Settings) -> None:
    """Write beside, then replace. SettingsError when the disk does not take them."""
    plain = {"format": FORMAT, "version": VERSION, **settings.unknown}
    plain |= {key: getattr(settings, key) for key in _ACCEPTED}
    text = json.dumps(plain, indent=2, ensure_ascii=False) + "\n"
    try:
        make_private_folder(path.parent)
        made = path.with_name(path.name + ".new")
        write_private_file(made, text.encode())
        put_in_place(made, path)
    except OSError as error:
        sentence = f"The settings could not be written to {path}: {error.strerror}. No record is touched."
        raise SettingsError(sentence) from error
