"""The helper process: reads lines, speaks each by the platform's own command, and cuts the one before short.

It is started as a file, by an interpreter that looks at nothing else, so it imports the standard library alone. It
says `ready`, or `no-voice` and ends; then `heard` for each line, at once, and `failed` where a command could not speak
it. An empty line is silence. It ends with its input, however the program ended.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

READY, NO_VOICE, HEARD, FAILED = "ready", "no-voice", "heard", "failed"
MOST_BYTES = 2000
"""Of a line; the rest is read as the next one."""

LONGEST_S = 20.0
"""No prompt is so long: a command that takes longer hangs."""

_HUSH_S = 1.0
_UNSEEN: dict[str, Any] = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.DEVNULL,
    "stderr": subprocess.DEVNULL,
    "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would flash a console for each prompt
}

_WINDOWS_VOICE = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)


@dataclass(frozen=True)
class Command:
    """What speaks: `argv` reads the text from its input, or takes it behind its arguments. `hush` is what silences a
    voice that is another process than the command."""

    argv: tuple[str, ...]
    text_behind: bool = False
    hush: tuple[str, ...] = ()


_OF_PLATFORM = {
    "darwin": (Command(("say",)),),
    "win32": (Command(("powershell", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS_VOICE)),),
}
_OF_OTHERS = (
    # First what falls silent when it is ended: speech-dispatcher goes on until it is told. Its 0.11 asks an argument of
    # --stop by mistake, and of -S none.
    Command(("espeak-ng", "-v", "en", "--stdin")),
    Command(("espeak", "-v", "en", "--stdin")),
    Command(("spd-say", "-w", "-l", "en", "--"), text_behind=True, hush=("spd-say", "-S")),
)


def find_command(platform: str, which: Callable[[str], str | None] = shutil.which) -> Command | None:
    """The first that this computer has."""
    return next((c for c in _OF_PLATFORM.get(platform, _OF_OTHERS) if which(c.argv[0])), None)


class Speaker:
    """One text at a time. `on_failed` is called from another thread."""

    def __init__(self, command: Command, on_failed: Callable[[], None], *, longest_s: float = LONGEST_S) -> None:
        self._command, self._on_failed, self._longest_s = command, on_failed, longest_s
        self._speaking: subprocess.Popen[bytes] | None = None

    def say(self, text: str) -> None:
        """Returns at once."""
        self.hush()
        behind = (text,) if self._command.text_behind else ()
        try:
            process = subprocess.Popen(
                (*self._command.argv, *behind),
                **(_UNSEEN | ({} if behind else {"stdin": subprocess.PIPE})),
            )
        except OSError:
            self._on_failed()
            return
        self._speaking = process
        given = None if behind else text.encode()
        threading.Thread(target=self._follow, args=(process, given), daemon=True).start()

    def hush(self) -> None:
        process, self._speaking = self._speaking, None
        if process is None or process.poll() is not None:
            return
        process.kill()
        if self._command.hush:
            with suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(self._command.hush, timeout=_HUSH_S, check=False, **_UNSEEN)

    def _follow(self, process: subprocess.Popen[bytes], given: bytes | None) -> None:
        try:
            process.communicate(given, timeout=self._longest_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode and process is self._speaking:
            self._on_failed()


_telling = threading.Lock()


def _tell(word: str) -> None:
    with _telling:
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()


def main() -> int:
    """Speak until the input ends."""
    command = find_command(sys.platform)
    if command is None:
        _tell(NO_VOICE)
        return 0
    speaker = Speaker(command, lambda: _tell(FAILED))
    _tell(READY)
    while line := sys.stdin.buffer.readline(MOST_BYTES):
        text = line.decode(errors="replace").strip()
        _tell(HEARD)
        if text:
            speaker.say(text)
        else:
            speaker.hush()
    speaker.hush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
