"""A second start on the same records brings the first window to the front. The vault's own lock stays the truth:
whoever is not answered here starts as usual, and is refused there if need be."""

from __future__ import annotations

import hashlib
import sys
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 1000
"""How long a first program may take to answer: one that hangs must not keep the second from saying so."""

_KNOCK, _ANSWER = b"front\n", b"coming\n"


class Answer(Enum):
    """Of a first program: none is there, it hangs, or it comes to the front."""

    NOBODY = "nobody"
    SILENCE = "silence"
    COMING = "coming"


class FrontDoor(QObject):
    """Knocks at the program that has these records open, or is the one that opens."""

    knocked = Signal()

    def __init__(self, data_dir: Path, *, answer_ms: int = ANSWER_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = door_name(data_dir)
        self._answer_ms = answer_ms
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def somebody_answers(self) -> bool:
        """Whether a first program has come to the front; if not, this one listens from now on."""
        answer = self._knock()
        if answer is Answer.NOBODY and not self._server.listen(self._name):
            answer = self._knock()  # another one that was started at the same moment, perhaps
            if answer is Answer.NOBODY:
                QLocalServer.removeServer(self._name)  # left by a program that was killed
                self._server.listen(self._name)
        return answer is Answer.COMING

    def close(self) -> None:
        self._server.close()

    def _knock(self) -> Answer:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(self._answer_ms):
            return Answer.NOBODY
        socket.write(_KNOCK)
        socket.waitForBytesWritten(self._answer_ms)
        answered = socket.waitForReadyRead(self._answer_ms) and bytes(socket.readAll().data()) == _ANSWER
        socket.disconnectFromServer()
        return Answer.COMING if answered else Answer.SILENCE

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._on_ready)

    def _on_ready(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket) and socket.canReadLine():
            if bytes(socket.readLine(len(_KNOCK) + 1).data()) == _KNOCK:
                socket.write(_ANSWER)
                socket.flush()
                self.knocked.emit()
            socket.disconnectFromServer()


def door_name(data_dir: Path) -> str:
    """The same for every way to write this folder; where there is one, in the user's own folder for sockets."""
    digest = hashlib.sha256(str(data_dir.resolve()).encode(errors="surrogateescape")).hexdigest()[:24]
    name = f"injection-map-{digest}"
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    return name if sys.platform == "win32" or not folder else str(Path(folder) / name)
