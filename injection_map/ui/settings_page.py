"""The settings of this workplace: people, lock, look, passphrase and backups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.people import Person
from injection_map.ui.chair.pedal_sheet import key_name
from injection_map.ui.controls import Button, Segments, Text, Toggle
from injection_map.ui.fields import Message
from injection_map.ui.page import Page
from injection_map.ui.passphrase_card import PassphraseCard
from injection_map.ui.people_card import PeopleCard
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.vault_cards import VaultCards, VaultShown

MINUTES = (2, 5, 10, 20, 0)
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Shown:
    """What the page begins with. `has_passphrase` is false where a keychain alone opens the records."""

    people: tuple[Person, ...]
    lock_minutes: int
    tap_to_resume: bool
    theme: str
    panel_left: bool
    pedal_key: int | None
    has_passphrase: bool
    vault: VaultShown


class SettingsPage(Page):
    """Constructor in, signals out; each choice is in force at once."""

    back_asked = Signal()
    setting_chosen = Signal(str, object)
    """The name of a setting and its value."""
    backup_asked = Signal()

    def __init__(self, theme: Theme, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._shown = theme, shown
        self.setObjectName("settings-page")
        self.people = PeopleCard(theme, shown.vault.signers, shown.vault.who)
        self.vault = VaultCards(theme, shown.vault)
        self.passphrase = PassphraseCard(theme)
        self._build()
        self.set_people(shown.people)

    def first_focus(self) -> QWidget:
        return self.back

    # --- what the window tells the page -----------------------------------------------------------------------

    def set_people(self, people: Sequence[Person]) -> None:
        """Also when one was added, or has another PIN. With a PIN anywhere the lock is never off."""
        self.people.set_people(people)
        off = self.minutes.part(MINUTES.index(0))
        off.setEnabled(not any(person.has_pin for person in people))

    def say_backups(self, where: str, last: str) -> None:
        """The folder, and when the last one was made and read back."""
        self._where.setText(f"In {where}")
        self._last.setText(last)
        self.backup.setEnabled(True)

    def say_backup_fault(self, sentence: str) -> None:
        self._backup_message.say(Finding("backup", Level.ERROR, sentence), "")
        self.backup.setEnabled(True)

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        content = QWidget()
        columns = QHBoxLayout(content)
        roomy(self._theme, columns, spacing=(12, 8), margins=GUTTER)
        left, right = QVBoxLayout(), QVBoxLayout()
        for layout in (left, right):
            roomy(self._theme, layout, spacing=(12, 8))
            columns.addLayout(layout, 1)
        left.addWidget(self.people, 1)
        left.addWidget(self.vault)
        for card in (self._lock_card(), self._look_card(), self.passphrase, self._backup_card()):
            right.addWidget(card)
        right.addStretch(1)
        self.passphrase.setVisible(self._shown.has_passphrase)
        box.addWidget(Overflow(self._theme, content, self), 1)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        roomy(self._theme, row, spacing=(12, 8), margins=((20, 16), (14, 9), (14, 10), (14, 9)))
        row.addWidget(Text(self._theme, "person", "Settings"), 1)
        self.back = Button(self._theme, "Back", kind="quiet", icon="chevron-left")
        self.back.setObjectName("settings-back")
        self.back.clicked.connect(self.back_asked)
        row.addWidget(self.back)
        return bar

    def _lock_card(self) -> Section:
        card = Section(self._theme, "Lock the screen")
        card.body.addWidget(Text(self._theme, "small", "After so many minutes without a hand on it", colour="t2"))
        self.minutes = self._segments(card, [str(m) if m else "Never" for m in MINUTES], "minutes")
        if self._shown.lock_minutes in MINUTES:
            self.minutes.choose(MINUTES.index(self._shown.lock_minutes))
        self.minutes.chosen.connect(self._on_minutes)
        self.tap = Toggle(self._theme, "In mid-visit a tap is enough, without a PIN")
        self.tap.setObjectName("tap-to-resume")
        self.tap.setChecked(self._shown.tap_to_resume)
        self.tap.toggled.connect(self._on_tap)
        card.body.addWidget(self.tap)
        return card

    def _look_card(self) -> Section:
        card = Section(self._theme, "Chair and look")
        self.themes = self._segments(card, ["As the system", "Light", "Dark"], "theme")
        self.themes.choose(THEMES.index(self._shown.theme))
        self.themes.chosen.connect(self._on_theme)
        self.sides = self._segments(card, ["Panel on the right", "Panel on the left"], "panel")
        self.sides.choose(int(self._shown.panel_left))
        self.sides.chosen.connect(self._on_side)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._pedal = Text(self._theme, "small", colour="t2", wrap=True)
        row.addWidget(self._pedal, 1)
        self.forget_pedal = Button(self._theme, "Forget it", kind="quiet")
        self.forget_pedal.setObjectName("forget-pedal")
        self.forget_pedal.clicked.connect(self._on_forget_pedal)
        row.addWidget(self.forget_pedal)
        card.body.addLayout(row)
        self._say_pedal(self._shown.pedal_key)
        return card

    def _backup_card(self) -> Section:
        card = Section(self._theme, "Backups")
        self._last = Text(self._theme, "small-strong", "", wrap=True)
        self._where = Text(self._theme, "small", "", colour="t2", wrap=True)
        self._backup_message = Message(self._theme)
        self.backup = Button(self._theme, "Back up now", icon="disk")
        self.backup.setObjectName("backup-now")
        self.backup.clicked.connect(self._on_backup)
        for widget in (self._last, self._where, self._backup_message, self.backup):
            card.body.addWidget(widget)
        return card

    def _segments(self, card: Section, names: list[str], name: str) -> Segments:
        segments = Segments(self._theme, [(text, None) for text in names], ticks=True)
        for i, part in enumerate(segments.parts):
            part.setObjectName(f"{name}-{i}")
        card.body.addWidget(segments)
        return segments

    def _say_pedal(self, pedal_key: int | None) -> None:
        known = f"The pedal sends {key_name(pedal_key)}." if pedal_key is not None else "The pedal sends Space."
        self._pedal.setText(f"{known} Another is learned from the menu of the chair page.")
        self.forget_pedal.setVisible(pedal_key is not None)

    # --- what the user does -----------------------------------------------------------------------------------

    def _on_minutes(self, index: int) -> None:
        self.setting_chosen.emit("lock_minutes", MINUTES[index])

    def _on_tap(self, checked: bool) -> None:
        self.setting_chosen.emit("tap_to_resume", checked)

    def _on_theme(self, index: int) -> None:
        self.setting_chosen.emit("theme", THEMES[index])

    def _on_side(self, index: int) -> None:
        self.setting_chosen.emit("panel_left", bool(index))

    def _on_forget_pedal(self) -> None:
        self._say_pedal(None)
        self.setting_chosen.emit("pedal_key", None)

    def _on_backup(self) -> None:
        self.backup.setEnabled(False)
        self._backup_message.say(None, "")
        self._last.setText("Backing up")
        self.backup_asked.emit()
