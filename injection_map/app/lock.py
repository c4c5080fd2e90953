"""The lock: when the window is covered, what opens it again, and what waits until it is open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from injection_map.domain import words
from injection_map.domain.errors import StoreError
from injection_map.domain.people import wrong_words
from injection_map.domain.settings import Settings

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QDeadlineTimer, QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QToolTip

from injection_map.ui.idle import IdleWatch
from injection_map.ui.lock_page import LockPage, Way
from injection_map.ui.shell import Shell
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.domain.people import Person
    from injection_map.domain.ports import People
    from injection_map.ui.visit_model import VisitModel

USUAL_MINUTES = 10
FREE_TRIES, FIRST_WAIT_S = 3, 5
"""Wrong passphrases that cost no waiting; after them each costs twice the one before."""


@dataclass(frozen=True)
class Keys:
    """What the lock asks the program for, each as it is at that moment."""

    people: Callable[[], People | None]
    has_passphrase: Callable[[], bool]
    is_passphrase: Callable[[str], bool]
    """Whether what was typed opens the records."""
    visit: Callable[[], VisitModel | None]
    settings: Callable[[], Settings]
    who: Callable[[], str]
    """The name of who works at this window."""


class Lock(QObject):
    """Covers the window, and uncovers it for whoever may. The visit goes on behind it."""

    locked = Signal()
    unlocked = Signal()

    def __init__(self, shell: Shell, theme: Theme, keys: Keys, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._theme, self._keys = shell, theme, keys
        self._over = False
        self._known: tuple[Person, ...] = ()
        self._wrong_passphrases = 0
        self._passphrase_after = QDeadlineTimer(0)
        self.idle = IdleWatch(parent=self)
        self.idle.idle.connect(self.on_idle)
        self.idle.lock_asked.connect(self.lock)
        self.follow_settings()

    @property
    def is_locked(self) -> bool:
        return self._shell.cover is not None

    def follow_settings(self) -> None:
        """After the settings or the people changed. The lock is off only where nobody has a PIN."""
        if self.is_locked or self._over:
            return
        minutes = self._keys.settings().lock_minutes
        if minutes == 0 and self._has_pins():
            minutes = USUAL_MINUTES
        self.idle.set_limit(minutes * 60)

    @property
    def is_over(self) -> bool:
        """The program is closing: nothing is locked any more, and what has to be said is said."""
        return self._over

    def stop(self) -> None:
        """For good: the program is closing. A window that is locked stays covered."""
        if not self._over:
            self._over = True
            self.idle.stop()
            self.idle.lock_asked.disconnect(self.lock)

    def watch(self, model: VisitModel) -> None:
        """Tell of this visit whether it is saved, as long as it lives."""
        model.saving_changed.connect(self._say_saving)

    # --- locking ----------------------------------------------------------------------------------------------------

    def on_idle(self) -> None:
        """In mid-visit a tap may be enough, by a setting; when nobody comes for as long again, it is not any more."""
        visit_goes_on = self._keys.visit() is not None
        tap = self._keys.settings().tap_to_resume and visit_goes_on and not self.is_locked
        if tap:
            self._cover(Way.TAP)
        else:
            self.lock()

    def lock(self) -> None:
        """Cover the window. What was being asked in a dialog is not done."""
        page = self._shell.cover
        if isinstance(page, LockPage) and page.way is not Way.TAP:
            return
        can_ask = self._has_pins() or self._keys.has_passphrase()
        nothing = Way.NOT_OPEN if self._keys.people() is None else Way.NOTHING_SET
        self._cover(Way.ASK if can_ask else nothing)

    def _cover(self, way: Way) -> None:
        people = [person for person in self._everyone() if person.has_pin] if way is Way.ASK else []
        here = next((person.id for person in people if person.name == self._keys.who()), "")
        page = LockPage(self._theme, way, people, chosen=here, with_passphrase=self._keys.has_passphrase())
        page.tapped.connect(self._open)
        page.pin_given.connect(self._on_pin)
        page.passphrase_given.connect(self._on_passphrase)
        self._shell.cover_with(page)
        _close_what_lies_above()
        self._say_saving()
        self.idle.set_limit(USUAL_MINUTES * 60 if way is Way.TAP else 0)
        self.locked.emit()

    def _say_saving(self) -> None:
        page, visit = self._shell.cover, self._keys.visit()
        if not isinstance(page, LockPage):
            return
        if visit is None:
            page.say_saving("", bad=False)
        elif visit.save_state.kind == "not-saved":
            count = words.count(len(visit.events) - visit.save_state.count, "entry", "entries")
            page.say_saving(f"NOT SAVED: the disk did not take {count} of this visit. Unlock now.", bad=True)
        else:
            page.say_saving("The visit goes on. Every entry shown as saved is on the disk.", bad=False)

    # --- opening ----------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self._shell.uncover()
        visit = self._keys.visit()
        if visit is not None:
            visit.hold_off()  # the tap that opened it lay over Injected, perhaps
        self.follow_settings()
        self.unlocked.emit()

    def _on_pin(self, person_id: str, pin: str) -> None:
        people, page = self._keys.people(), self._shell.cover
        assert isinstance(page, LockPage)
        if people is None:
            page.pin.say_fault("The records are being opened again. Try again in a moment.")
            return
        try:
            answer = people.check_pin(person_id, pin)
        except StoreError as error:
            page.pin.say_fault(str(error))
            return
        if answer.ok:
            self._open()
        else:
            page.say_wrong_pin(answer.wait_s)

    def _on_passphrase(self, typed: str) -> None:
        page = self._shell.cover
        assert isinstance(page, LockPage)
        if self._passphrase_after.hasExpired() and self._keys.is_passphrase(typed):
            self._wrong_passphrases = 0
            self._open()
            return
        if self._passphrase_after.hasExpired():
            self._wrong_passphrases += 1
            self._passphrase_after = QDeadlineTimer(_wait_s(self._wrong_passphrases) * 1000)
        left_s = max(self._passphrase_after.remainingTime(), 0) / 1000
        page.say_wrong_passphrase(wrong_words(left_s, what="passphrase"))

    def _everyone(self) -> tuple[Person, ...]:
        people = self._keys.people()
        if people is not None:
            with suppress(StoreError):  # a disk that is gone is no reason to leave the screen open
                self._known = people.people()
        return self._known

    def _has_pins(self) -> bool:
        return any(person.has_pin for person in self._everyone())


def _wait_s(wrong: int) -> int:
    return FIRST_WAIT_S * 2 ** min(wrong - FREE_TRIES, 6) if wrong >= FREE_TRIES else 0


def _close_what_lies_above() -> None:
    """Menus, dialogs and tips: closed without an answer."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
    QToolTip.hideText()
