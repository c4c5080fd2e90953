"""The settings of this workplace: one readable JSON file beside the records, which may also be edited by hand.

A file of a newer version, or one that cannot be read, is left as it is and the usual settings are used. One value that
makes no sense costs only itself. Keys that this version does not know are kept when it writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.hands_free import SETTING, Input
from injection_map.domain.settings import RULES, Settings
from injection_map.storage.files import make_private_folder, put_in_place, write_private_file
from injection_map.storage.yaml_fields import nearest_to
from injection_map.storage.yaml_nodes import shown

FORMAT = "injection-map/settings"
VERSION = 1
SCHEMA = "https://injection-map.org/schemas/settings.schema.json"


class SettingsError(InjectionMapError):
    """The settings cannot be read or written. No record is touched by it."""


def read_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings, or the usual ones where there is no file; and a sentence for each key that was not as it must be.

    SettingsError for a file that is not understood as a whole.
    """
    twice: list[str] = []
    try:
        plain = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: _once(pairs, twice))
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, ValueError, RecursionError) as error:
        sentence = f"The settings in {path} cannot be read; the usual ones are used. The file is left as it is."
        raise SettingsError(sentence) from error
    if not isinstance(plain, dict) or plain.pop("format", None) != FORMAT or plain.pop("version", None) != VERSION:
        raise SettingsError(
            f"The settings in {path} are of another version of Injection Map; the usual ones are used. "
            "The file is left as it is."
        )
    plain.pop("$schema", None)
    known = {key: plain.pop(key) for key in list(plain) if key in RULES}
    good = {key: value for key, value in known.items() if RULES[key].fits(value)}
    faults = [f"The setting {shown(key)} stands there twice; the last one is used." for key in twice]
    faults += [
        f"The setting “{key}” must be {RULES[key].wanted}; the usual one is used." for key in known if key not in good
    ]
    faults += _drop_same_inputs(good)
    faults += _unknown(plain)
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in good.items()}
    return Settings(**values, unknown=plain), tuple(faults)


def _once(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    twice += sorted({key for key in keys if keys.count(key) > 1})
    return dict(pairs)


def _drop_same_inputs(good: dict[str, Any]) -> list[str]:
    """One input does one act: the first that was learned."""
    first: dict[Input, str] = {}
    faults = []
    for key in SETTING.values():
        code = good.get(key)
        taken_by = first.setdefault(Input.from_code(code), key) if code is not None else key
        if taken_by != key:
            del good[key]
            faults.append(f"The setting “{key}” must be another key than “{taken_by}”; none is used.")
    return faults


def _unknown(plain: dict[str, Any]) -> Iterator[str]:
    for key in plain:
        meant = "".join(f" Is “{near}” meant?" for near in nearest_to(key, RULES))
        yield f"The setting {shown(key)} is not known and was left alone.{meant}"


def write_settings(path: Path, settings: Settings) -> None:
    """Write beside, then replace. SettingsError when the disk does not take them."""
    plain = {"$schema": SCHEMA, "format": FORMAT, "version": VERSION}
    plain |= {key: getattr(settings, key) for key in RULES}
    plain |= settings.unknown
    text = json.dumps(plain, indent=2, ensure_ascii=False) + "\n"
    try:
        make_private_folder(path.parent)
        made = path.with_name(path.name + ".new")
        write_private_file(made, text.encode())
        put_in_place(made, path)
    except OSError as error:
        sentence = f"The settings could not be written to {path}: {error.strerror}. No record is touched."
        raise SettingsError(sentence) from error
