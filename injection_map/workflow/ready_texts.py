"""The reasons and phrases that the sheets offer, those used last first; remembered until the program ends."""

from __future__ import annotations

from injection_map.domain.reasons import Ready, last_used_first, with_used
from injection_map.domain.settings import Settings


class ReadyTexts:
    """One for the run of the program, so that the next visit begins with what the last one used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._used: dict[Ready, tuple[str, ...]] = {}

    def follow(self, settings: Settings) -> None:
        """The lists are other ones from now on; what was used is remembered."""
        self._settings = settings

    def of(self, kind: Ready) -> tuple[str, ...]:
        """The texts of a kind in the order to offer them."""
        ready: tuple[str, ...] = getattr(self._settings, kind)
        return last_used_first(ready, self._used.get(kind, ()))

    def use(self, kind: Ready, text: str) -> None:
        """This one was picked, and what it was picked for is recorded."""
        self._used[kind] = with_used(self._used.get(kind, ()), text)
