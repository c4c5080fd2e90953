"""All anchors of an open vault: the file beside the database, and the keychain where that holds the key."""

from __future__ import annotations

from collections.abc import Callable

from injection_map.storage.anchor import Anchor, AnchorFile, Witness

LinkAt = Callable[[int], bytes | None]
"""The link that the database has at a position; None when it does not go that far."""

_UNUSABLE = {
    "missing": "The anchor file beside the records was removed: it cannot be proven that the last entries are there.",
    "damaged": "The anchor file beside the records was changed or is of other records: it cannot be proven that the "
    "last entries are there.",
}


class Anchors:
    """Compared with the database when the vault is opened, and moved on with it from then on.

    Anchors that do not fit the database stay as they are, so that `records verify` goes on to say so; the records can
    be used all the same, for a patient may be in the chair.
    """

    def __init__(self, file: AnchorFile, witness: Witness | None) -> None:
        self._file = file
        self._witness = witness
        self._last: Anchor | None = None
        self.fault: str | None = None

    def known(self) -> tuple[tuple[str, Anchor], ...]:
        """What each place remembers, with its name. May raise OSError."""
        file = self._file.read()
        remembered = self._witness.recall() if self._witness is not None else None
        return (
            *((("the anchor file", file),) if isinstance(file, Anchor) else ()),
            *((("the keychain", remembered),) if remembered is not None else ()),
        )

    def unusable(self) -> str | None:
        """What is wrong with the file beside the database. May raise OSError."""
        file = self._file.read()
        return None if isinstance(file, Anchor) else _UNUSABLE[file]

    def check(self, link_at: LinkAt) -> None:
        """Hold the anchors against the database; `fault` is a sentence when one of them does not fit."""
        misfits = (_misfit(anchor, link_at, place) for place, anchor in self.known())
        self.fault = next(filter(None, misfits), None) or self.unusable()

    def move_to(self, anchor: Anchor) -> None:
        """The database's end when it was opened: a kill may have left the anchors behind it."""
        self.advance(anchor)
        self.remember()

    def advance(self, anchor: Anchor) -> None:
        """One more entry is durable."""
        self._last = anchor
        if self.fault is None:
            self._file.advance(anchor)

    def renew(self, anchor: Anchor) -> None:
        """Begin anew here: the chain itself says why. May raise OSError."""
        self._file.make(anchor)
        self.fault = None
        self.move_to(anchor)

    def remember(self) -> None:
        """Also in the keychain, which is too slow to be asked at each entry."""
        if self.fault is None and self._last is not None:
            self._file.sync()
            if self._witness is not None:
                self._witness.remember(self._last)


def _misfit(anchor: Anchor, link_at: LinkAt, place: str) -> str | None:
    if anchor.position == 0:
        return None
    link = link_at(anchor.position)
    if link is None:
        return (
            f"The records are an older copy, or were cut short: {place} knows of {anchor.position} entries, "
            "and the last of them are not there."
        )
    if link != anchor.link:
        return f"The records are not those that {place} knows: entry {anchor.position} or one before it is another."
    return None
