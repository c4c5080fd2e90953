"""What the environment can do to SQLite, in words."""

from __future__ import annotations

import apsw

_CAUSES: tuple[tuple[type[apsw.Error], str, str], ...] = (
    (apsw.FullError, "the disk is full", "Make room on the disk, then try again."),
    (apsw.ReadOnlyError, "the folder or its file is write-protected", "Allow writing there, then try again."),
    (apsw.PermissionsError, "access was refused", "Allow access to the folder, then try again."),
    (apsw.BusyError, "another program holds the file", "Close the other program, then try again."),
    (apsw.LockedError, "another program holds the file", "Close the other program, then try again."),
    (apsw.IOError, "the disk has an error or no room", "Look at its room and its connection, then try again."),
    (apsw.CantOpenError, "the file cannot be reached", "Look at the disk and its connection, then try again."),
    (apsw.ProtocolError, "another program holds the file", "Close the other program, then try again."),
    (apsw.CorruptError, "the file is damaged", "Keep the file as it is and open a backup."),
    (apsw.NotADBError, "the file is damaged", "Keep the file as it is and open a backup."),
    (apsw.NoMemError, "the computer's memory is full", "Close other programs, then try again."),
)
WORLD_ERRORS = tuple(error for error, _, _ in _CAUSES)
"""What the environment can do to SQLite. Any other apsw.Error is a fault of this program."""


def world_words(error: apsw.Error) -> tuple[str, str]:
    """What happened and what to do, for one of WORLD_ERRORS."""
    return next((cause, remedy) for kind, cause, remedy in _CAUSES if isinstance(error, kind))


DAMAGE = (apsw.CorruptError, apsw.NotADBError)
"""A page that is not what was written."""
