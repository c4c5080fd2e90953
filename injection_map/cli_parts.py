"""What the commands share: what they have to say, and how they come to the records."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map.domain.errors import InjectionMapError, StoreError
from injection_map.domain.settings import Settings

if TYPE_CHECKING:
    from injection_map.storage.event_store import VaultStore

Options = argparse.Namespace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has to say: bytes go out as they are, text in the terminal's encoding."""

    out: str | bytes = ""
    err: str = ""
    code: int = 0


def as_json(plain: object) -> str:
    """JSON for standard output, in ASCII where that is not UTF-8."""
    utf8 = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    return json.dumps(plain, indent=2, ensure_ascii=not utf8, allow_nan=False) + "\n"


@contextmanager
def records_to_read(data_dir: Path) -> Iterator[VaultStore | None]:
    """The records, for reading; None when there are none yet."""
    from injection_map.storage.vault import open_vault, vault_exists

    if not vault_exists(data_dir):
        yield None
        return
    with closing(open_vault(data_dir, passphrase=passphrase_of(data_dir), read_only=True)) as store:
        yield store


@contextmanager
def records_that_are_there(data_dir: Path) -> Iterator[VaultStore]:
    """The records, for reading; StoreError when there are none."""
    with records_to_read(data_dir) as store:
        if store is None:
            raise StoreError(f"There are no records in {data_dir} yet.")
        yield store


def passphrase_of(data_dir: Path) -> str | None:
    """From the environment, or typed by whoever sits at the terminal, if the records want one."""
    from injection_map.storage.keys import KeyKind
    from injection_map.storage.vault import key_kind

    given = os.environ.get("INJECTION_MAP_PASSPHRASE")
    if given or key_kind(data_dir) is not KeyKind.PASSPHRASE:
        return given
    return typed("Passphrase of the records: ")


def typed(prompt: str) -> str | None:
    """What is typed unseen; None when nobody sits at a terminal: then the vault says what is missing."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError:
        return None


def settings_of(options: Options) -> Settings:
    """What the clinic has chosen. What cannot be read of it is said, and the usual is used instead."""
    from injection_map.storage.settings_file import SettingsError, read_settings

    try:
        settings, faults = read_settings(options.data_dir / "settings.json")
    except SettingsError as error:
        settings, faults = Settings(), (str(error),)
    for fault in faults:
        print(fault, file=sys.stderr)
    return settings


def draw_without_a_display() -> None:
    """Paper needs none, and without one Qt would abort. InjectionMapError when Qt cannot be loaded at all."""
    from injection_map import display

    if sys.platform not in ("win32", "darwin"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if (reason := display.why_qt_cannot_load()) is not None:
        raise InjectionMapError(reason)


def progress(what: str = "entries") -> Callable[[int, int], None] | None:
    """A line on standard error that counts on, when somebody sits there to see it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        bar = "█" * (30 * done // max(of, 1))
        end = "\n" if done == of else ""
        sys.stderr.write(f"\r{bar:<30} {100 * done // max(of, 1):3} %  {done} of {of} {what}{end}")
        sys.stderr.flush()

    return show


def now() -> datetime:
    return datetime.now().astimezone()
