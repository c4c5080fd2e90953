"""The voice, seen from the program: a helper process that may be missing, slow, mad or dead, and never matters.

Nothing here waits: what is to be spoken is handed to the helper when it listens, and only the newest text is kept until
then. A helper that does not answer in time, or answers nonsense, is ended and started anew, a few times.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from injection_map.app.setup import PASSPHRASE

MOST_CHARACTERS = 400
_MOST_UNREAD_BYTES = 1024
_GOODBYE_MS = 500

EXAMPLE = "left temporalis 2, five units"
NO_VOICE = (
    "No voice on this computer: nothing is spoken. Install espeak-ng or speech-dispatcher, then press Try it."
    if sys.platform.startswith("linux")
    else "No voice on this computer: nothing is spoken. Look at the system’s settings for speech, then press Try it."
)
GAVE_UP = (
    "The voice does not answer: nothing is spoken. The screen and the record need no voice. Try it starts it anew."
)
COULD_NOT_SPEAK = "The voice could not speak. Look whether this computer has sound, then press Try it."


class VoiceState(Enum):
    """`IDLE`: the helper is not needed yet; it starts with the first text."""

    IDLE = "idle"
    STARTING = "starting"
    READY = "ready"
    MUTE = "mute"
    NO_VOICE = "no-voice"
    GAVE_UP = "gave-up"


_WORDS = {
    VoiceState.STARTING: "The voice is starting.",
    VoiceState.READY: "The voice is ready. If nothing is heard, look at this computer’s sound.",
    VoiceState.MUTE: COULD_NOT_SPEAK,
    VoiceState.NO_VOICE: NO_VOICE,
    VoiceState.GAVE_UP: GAVE_UP,
}
_FAULTS = (VoiceState.MUTE, VoiceState.NO_VOICE, VoiceState.GAVE_UP)


@dataclass(frozen=True)
class Patience:
    """How long the helper may take to start and to hear a line, and how often it is started."""

    start_ms: int = 10_000
    hear_ms: int = 3_000
    most_starts: int = 3


class Voice(QObject):
    """`say` speaks where the setting is on, and cuts short what was spoken before. Never a patient’s name."""

    changed = Signal()
    """`words` are others than before."""

    def __init__(
        self, command: Sequence[str], *, patience: Patience | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._command, self._patience = tuple(command), patience or Patience()
        self._on = False
        self._state = VoiceState.IDLE
        self._process: QProcess | None = None
        self._ending: list[QProcess] = []
        self._starts = 0
        self._text: str | None = None
        self._sent: str | None = None
        self._may_fail = 0
        self._unread = b""
        self._limit = QTimer(self, singleShot=True)
        self._limit.timeout.connect(self._drop)

    @property
    def state(self) -> VoiceState:
        return self._state

    @property
    def words(self) -> str:
        """What is to be told of the voice; empty while there is nothing to tell."""
        return _WORDS.get(self._state, "")

    @property
    def is_fault(self) -> bool:
        return self._state in _FAULTS

    def set_on(self, on: bool) -> None:
        """As the setting says. Switched off, the helper goes."""
        if on is self._on:
            return
        self._on = on
        self._starts = 0
        if not on:
            self._part()
            self._set_state(VoiceState.IDLE)

    def say(self, text: str) -> None:
        """Speak this next, if the voice is on. Returns at once."""
        if self._on and self._state not in (VoiceState.NO_VOICE, VoiceState.GAVE_UP):
            self._hand_over(text)

    def try_it(self) -> None:
        """Speak an example whether it is on or not; a voice that was given up begins anew."""
        self._starts = 0
        if self._state is VoiceState.MUTE:
            self._set_state(VoiceState.READY)
        self._hand_over(EXAMPLE)

    def close(self) -> None:
        """The helper ends with its input; one that does not is ended."""
        self._part()
        for process in tuple(self._ending):
            if not process.waitForFinished(_GOODBYE_MS):
                process.kill()
                process.waitForFinished(_GOODBYE_MS)
        self._ending.clear()

    # --- the helper -------------------------------------------------------------------------------------------------

    def _hand_over(self, text: str) -> None:
        self._text = " ".join(text.split())[:MOST_CHARACTERS]
        if self._process is None:
            self._start()
        else:
            self._send()

    def _start(self) -> None:
        if self._starts >= self._patience.most_starts:
            self._text = None
            self._set_state(VoiceState.GAVE_UP)
            return
        self._starts += 1
        self._unread, self._sent, self._may_fail = b"", None, 0
        self._process = process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.remove(PASSPHRASE)
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._on_words)
        process.finished.connect(self._on_end)
        process.errorOccurred.connect(self._on_error)
        self._set_state(VoiceState.STARTING)
        self._limit.start(self._patience.start_ms)
        process.start(self._command[0], list(self._command[1:]))

    def _send(self) -> None:
        """One line at a time: what has not been heard fills no pipe."""
        if self._process is None or self._text is None or self._sent is not None or not self._listens:
            return
        self._sent = self._text
        self._may_fail += 1
        self._process.write(f"{self._sent}\n".encode())
        self._limit.start(self._patience.hear_ms)

    @property
    def _listens(self) -> bool:
        return self._state in (VoiceState.READY, VoiceState.MUTE)

    def _on_words(self) -> None:
        process = self._process
        if process is None or process is not self.sender():
            return
        *lines, self._unread = (self._unread + process.readAllStandardOutput().data()).split(b"\n")
        if len(self._unread) > _MOST_UNREAD_BYTES:
            self._drop()
        for line in lines:
            if process is not self._process:  # ended meanwhile
                return
            self._take(line.strip().decode(errors="replace"))

    def _take(self, word: str) -> None:
        from injection_map.voice import helper

        if word == helper.READY and self._state is VoiceState.STARTING:
            self._limit.stop()
            self._set_state(VoiceState.READY)
            self._send()
        elif word == helper.NO_VOICE and self._state is VoiceState.STARTING:
            self._text = None
            self._part()
            self._set_state(VoiceState.NO_VOICE)
        elif word == helper.HEARD and self._sent is not None:
            self._limit.stop()
            if self._text == self._sent:
                self._text = None
            self._sent = None
            self._send()
        elif word == helper.FAILED and self._may_fail:
            self._may_fail -= 1
            self._set_state(VoiceState.MUTE)
        else:
            self._drop()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._on_end()

    def _on_end(self) -> None:
        """Also of one that was ended by us. What was not heard yet is told to the next one."""
        process = self.sender()
        assert isinstance(process, QProcess)
        process.deleteLater()
        if process in self._ending:
            self._ending.remove(process)
        if process is not self._process:
            return
        self._process = None
        self._go_on_without()

    def _drop(self) -> None:
        """It does not answer, or answers nonsense."""
        process, self._process = self._process, None
        if process is not None:
            self._ending.append(process)
            process.kill()
            self._go_on_without()

    def _go_on_without(self) -> None:
        self._limit.stop()
        self._set_state(VoiceState.IDLE)
        if self._text is not None or self._starts >= self._patience.most_starts:
            self._start()

    def _part(self) -> None:
        """Its input ends, and with it the helper."""
        self._limit.stop()
        self._text = None
        process, self._process = self._process, None
        if process is not None:
            self._ending.append(process)
            process.closeWriteChannel()

    def _set_state(self, state: VoiceState) -> None:
        if state is not self._state:
            self._state = state
            self.changed.emit()
