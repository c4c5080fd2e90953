"""The setting of the rules by which a course is looked at: each with its source, and what is wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.domain.rule_sets import RuleSet, percent_words
from injection_map.domain.settings import Settings
from injection_map.ui.controls import Button, IconLabel, Text
from injection_map.ui.fields import breakable, unbroken
from injection_map.ui.theme import Theme
from injection_map.ui.typed_setting import SettingCard

TITLE = "Rules for “is it working?”"
_NONE = ""


@dataclass(frozen=True, slots=True)
class RulesShown:
    """The rule sets that there are, and a sentence for each fault: of a file, or that the chosen one is not there."""

    rule_sets: tuple[RuleSet, ...] = ()
    faults: tuple[str, ...] = ()


NO_RULES = RulesShown()


class RulesCard(SettingCard):
    """One of the rule sets, or none."""

    def __init__(self, theme: Theme, settings: Settings, shown: RulesShown) -> None:
        super().__init__(theme, TITLE)
        self.setObjectName("rules-card")
        hint = "Stated beside a patient’s headache days. What follows from it is for whoever treats to say."
        self.body.addWidget(Text(theme, "small", hint, colour="t2", wrap=True))
        self.choices: dict[str, Button] = {}
        for rules in shown.rule_sets:
            verified = "verified" if rules.verified else "not verified"
            response = f"{percent_words(rules.responder_percent)} fewer is a response, {verified}"
            self._add(rules.id, f"{rules.title[:1].upper()}{rules.title[1:]}", response)
            self.body.addWidget(Text(theme, "label", breakable(rules.source.title), colour="t2", wrap=True))
        self._add(_NONE, "No rule", "The numbers alone")
        self.faults = tuple(self._fault(sentence) for sentence in shown.faults)
        self._mark(settings.rule_set)

    def first_focus(self) -> Button:
        return next(iter(self.choices.values()))

    def _add(self, rule_id: str, title: str, subtitle: str) -> None:
        button = Button(
            self.theme, title, kind="choice", subtitle=subtitle, align_left=True, height_px=(60, 54), parent=self
        )
        button.setObjectName(f"rules-{rule_id or 'none'}")
        button.setAccessibleName(f"{title}: {subtitle}")
        button.clicked.connect(self._on_clicked)
        self.choices[rule_id] = button
        self.body.addWidget(button)

    def _fault(self, sentence: str) -> Text:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        sign = IconLabel(self.theme, "alert", colour="bad", size_px=20, parent=row)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = Text(self.theme, "small", breakable(unbroken(sentence)), colour="bad", wrap=True, parent=row)
        line.addWidget(words, 1)
        self.body.addWidget(row)
        return words

    def _on_clicked(self) -> None:
        chosen = next(rule_id for rule_id, button in self.choices.items() if button is self.sender())
        self._mark(chosen)
        self.setting_chosen.emit("rule_set", chosen)

    def _mark(self, chosen: str) -> None:
        for rule_id, button in self.choices.items():
            button.setChecked(rule_id == chosen)
