"""The settings of this workplace, in groups: people and lock, clinic, texts, look, keys and voice, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.people import Person
from injection_map.domain.settings import Settings
from injection_map.ui.clinic_cards import (
    BillingCard,
    CalendarCard,
    ClinicCard,
    NoteTemplateCard,
    PrintCard,
    ready_text_columns,
)
from injection_map.ui.controls import Button, Segments, Text, Toggle
from injection_map.ui.fields import Message
from injection_map.ui.look_cards import LookCard, PedalCard
from injection_map.ui.page import Page
from injection_map.ui.passphrase_card import PassphraseCard
from injection_map.ui.people_card import PeopleCard
from injection_map.ui.rules_card import NO_RULES, RulesCard, RulesShown
from injection_map.ui.section_groups import SectionGroups
from injection_map.ui.sections import Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.vault_cards import VaultCards, VaultShown
from injection_map.ui.voice_card import VoiceCard

MINUTES = (2, 5, 10, 20, 0)


@dataclass(frozen=True)
class Shown:
    """What the page begins with."""

    people: tuple[Person, ...]
    settings: Settings
    vault: VaultShown
    rules: RulesShown = NO_RULES


class SettingsPage(Page):
    """Constructor in, signals out; each choice is in force at once."""

    back_asked = Signal()
    setting_chosen = Signal(str, object)
    """The name of a setting and its value."""
    backup_asked = Signal()
    keys_test_asked = Signal()

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

    def hideEvent(self, event: QHideEvent) -> None:
        """Left, locked or closed: what is typed in the field that has the keyboard counts too."""
        super().hideEvent(event)
        for card in self._setting_cards:
            card.keep_typed()

    # --- what the window tells the page -----------------------------------------------------------------------

    def set_people(self, people: Sequence[Person]) -> None:
        """Also when one was added, or has another PIN. With a PIN anywhere the lock is never off."""
        self.people.set_people(people)
        off = self.minutes.part(MINUTES.index(0))
        off.setEnabled(not any(person.has_pin for person in people))

    def follow(self, settings: Settings) -> None:
        """What another page has learned or switched."""
        self.pedal.follow(settings)
        self.voice.follow(settings)

    def go_to_anchors(self) -> None:
        """Where they are begun anew; the page follows the focus."""
        self.vault.anchor.form.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def go_to_rules(self) -> None:
        """Where they are chosen, and their faults are told; the page follows the focus."""
        self.rules.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

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
        theme, settings = self._theme, self._shown.settings
        clinic, paper = ClinicCard(theme, settings), PrintCard(theme, settings)
        billing, calendar = BillingCard(theme, settings), CalendarCard(theme, settings)
        template, self.rules = NoteTemplateCard(theme, settings), RulesCard(theme, settings, self._shown.rules)
        texts = ready_text_columns(theme, settings)
        look = LookCard(theme, settings)
        self.pedal, self.voice = PedalCard(theme, settings), VoiceCard(theme, settings)
        self.pedal.test_asked.connect(self.keys_test_asked)
        look_and_hands = (look, self.pedal, self.voice)
        self._setting_cards = (
            *(clinic, template, paper, billing, calendar, self.rules),
            *(*texts[0], *texts[1], *look_and_hands),
        )
        for card in self._setting_cards:
            card.setting_chosen.connect(self.setting_chosen)
        self.groups = SectionGroups(theme)
        self.groups.add("People and lock", [self.people], [self._lock_card()])
        self.groups.add("Clinic", [clinic, template], [paper, billing, calendar, self.rules])
        self.groups.add("Phrases and reasons", *texts)
        self.groups.add("Look, keys and voice", [look], [self.pedal, self.voice])
        vault = self.vault
        self.groups.add("Records", [vault.anchor, self._backup_card(), vault.restore], [self.passphrase, vault.key])
        self.passphrase.setVisible(self._shown.vault.has_passphrase)
        box.addWidget(self.groups, 1)

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
        if self._shown.settings.lock_minutes in MINUTES:
            self.minutes.choose(MINUTES.index(self._shown.settings.lock_minutes))
        self.minutes.chosen.connect(self._on_minutes)
        self.tap = Toggle(self._theme, "In mid-visit a tap is enough, without a PIN")
        self.tap.setObjectName("tap-to-resume")
        self.tap.setChecked(self._shown.settings.tap_to_resume)
        self.tap.toggled.connect(self._on_tap)
        card.body.addWidget(self.tap)
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

    # --- what the user does -----------------------------------------------------------------------------------

    def _on_minutes(self, index: int) -> None:
        self.setting_chosen.emit("lock_minutes", MINUTES[index])

    def _on_tap(self, checked: bool) -> None:
        self.setting_chosen.emit("tap_to_resume", checked)

    def _on_backup(self) -> None:
        self.backup.setEnabled(False)
        self._backup_message.say(None, "")
        self._last.setText("Backing up")
        self.backup_asked.emit()
