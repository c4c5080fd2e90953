"""What the program is given from outside, and what it sees of the workplace."""

from __future__ import annotations

import locale
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from injection_map import voice
from injection_map.ui.pace import Pace

if TYPE_CHECKING:
    from injection_map.domain.ports import Clock, NewId

PASSPHRASE = "INJECTION_MAP_PASSPHRASE"
VOICE_HELPER = (sys.executable, "-I", "-S", str(Path(voice.__file__).with_name("helper.py")))


def now() -> datetime:
    """The wall clock with this machine's offset."""
    return datetime.now().astimezone()


def new_id() -> str:
    import uuid

    return str(uuid.uuid4())


def month_first() -> bool:
    """Whether this user's locale writes 03/14 for the fourteenth of March."""
    return (locale.getlocale()[0] or "").startswith("en_US")


@dataclass(frozen=True)
class Setup:
    """`dark` None follows the settings, and they the system. `ask_who` asks at first start who works here.
    `voice_command` starts the helper that speaks.
    """

    data_dir: Path
    passphrase: str | None = None
    pace: Pace = field(default_factory=Pace)
    clock: Clock = now
    new_id: NewId = new_id
    dark: bool | None = None
    ask_who: bool = True
    voice_command: tuple[str, ...] = VOICE_HELPER
