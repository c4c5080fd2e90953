"""The settings of the clinic: what stands on paper, what is billed, and the texts that are ready to be picked."""

from __future__ import annotations

from injection_map.domain.checks import clean_line
from injection_map.domain.reasons import Ready
from injection_map.domain.settings import (
    ADDRESS,
    PAPERS,
    PHRASES,
    REASONS,
    Lines,
    Settings,
    clinic_name_fault,
    cpt_fault,
    lines_of,
)
from injection_map.report.note_text import DEFAULT_TEMPLATE, faults_of_template
from injection_map.ui.controls import Button, Segments, Text, Toggle
from injection_map.ui.fields import LineField, TextField
from injection_map.ui.theme import Theme
from injection_map.ui.typed_setting import LinesField, SettingCard

_TEMPLATE_PX = 240
_SKIP_AND_DOSE = (
    (Ready.SKIP, "Why a site is skipped", REASONS),
    (Ready.DOSE, "Why a dose is another one", REASONS),
)
_ADD_AND_MOVE = (
    (Ready.ADD, "Why a site is added", REASONS),
    (Ready.MOVE, "Why a site is moved", REASONS),
)
_VIALS = (
    (Ready.USE_BY, "Why a vial is used after its time", REASONS),
    (Ready.VIAL_EMPTY, "Why a vial is gone on with that is used up", REASONS),
)
_PAUSES_AND_REACTIONS = (
    (Ready.PAUSE, "Why a visit is paused", REASONS),
    (Ready.SITE_REACTIONS, "What may be seen at a site", REASONS),
    (Ready.PATIENT_REACTIONS, "What may be seen of the patient", REASONS),
)


class ClinicCard(SettingCard):
    """The name and the address that print has in its head."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Name and address")
        name = LineField(theme, "Name of the clinic, for print", name="clinic-name")
        name.set_text(settings.clinic_name)
        self.watch(name, "clinic_name", fault=clinic_name_fault, value=clean_line)
        label = f"Address, for print; at most {ADDRESS.most_lines} lines"
        address = LinesField(theme, label, name="clinic-address", rule=ADDRESS, lines=settings.clinic_address)
        self.watch(address, "clinic_address", fault=ADDRESS.fault, value=lines_of)


class PrintCard(SettingCard):
    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Print")
        self.body.addWidget(Text(theme, "small", "The paper of the printed record", colour="t2"))
        self.papers = Segments(theme, [("A4", None), ("Letter", None)], ticks=True)
        for i, part in enumerate(self.papers.parts):
            part.setObjectName(f"paper-{i}")
        self.papers.choose(PAPERS.index(settings.paper))
        self.papers.chosen.connect(self._on_paper)
        self.body.addWidget(self.papers)

    def _on_paper(self, index: int) -> None:
        self.setting_chosen.emit("paper", PAPERS[index])


class BillingCard(SettingCard):
    """Off where nobody bills by these codes; the code stays as it is meanwhile."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Billing (US)")
        self.on = Toggle(theme, "Write the billing codes")
        self.on.setObjectName("billing")
        self.on.setChecked(settings.billing)
        self.on.toggled.connect(self._on_toggled)
        self.body.addWidget(self.on)
        self.code = LineField(theme, "CPT code of the visit", name="billing-cpt", identifier=True)
        self.code.set_text(settings.billing_cpt)
        self.watch(self.code, "billing_cpt", fault=cpt_fault, value=str.strip)
        self.code.setVisible(settings.billing)

    def _on_toggled(self, on: bool) -> None:
        self.code.setVisible(on)
        self.setting_chosen.emit("billing", on)


class CalendarCard(SettingCard):
    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Calendar")
        self.names = Toggle(theme, "Name the patient in calendar files")
        self.names.setObjectName("calendar-names-patient")
        self.names.setChecked(settings.calendar_names_patient)
        self.names.toggled.connect(self._on_toggled)
        self.body.addWidget(self.names)
        hint = "Other people may see a calendar. Without the name an entry says only that a visit is due."
        self.body.addWidget(Text(theme, "small", hint, colour="t2", wrap=True))

    def _on_toggled(self, on: bool) -> None:
        self.setting_chosen.emit("calendar_names_patient", on)


class NoteTemplateCard(SettingCard):
    """The note as text with {placeholders}; the shipped one can be begun with."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__(theme, "Template of the note")
        hint = "Text with {placeholders} for what the record holds. Empty is the shipped one."
        self.body.addWidget(Text(theme, "small", hint, colour="t2", wrap=True))
        self.template = TextField(theme, "Template of the note", name="note-template")
        self.template.area.setFixedHeight(_TEMPLATE_PX)
        self.template.set_text(settings.note_template)
        self.watch(self.template, "note_template", fault=_template_fault, value=_template)
        self.shipped = Button(theme, "Begin with the shipped one", kind="quiet", icon="pen")
        self.shipped.setObjectName("note-template-shipped")
        self.shipped.clicked.connect(self._on_shipped)
        self.template.changed.connect(self._refresh)
        self.body.addWidget(self.shipped)
        self._refresh()

    def _refresh(self) -> None:
        self.shipped.setVisible(not self.template.text.strip())

    def _on_shipped(self) -> None:
        self.template.area.setPlainText(DEFAULT_TEMPLATE)
        self.template.area.setFocus()


def _template(text: str) -> str:
    """A template without a word is none."""
    return text if text.strip() else ""


def _template_fault(text: str) -> str | None:
    return next(iter(faults_of_template(text)), None)


class ReadyTextsCard(SettingCard):
    """Lists of texts, one a line; the sheets of the chair page offer them, the last used one first."""

    def __init__(
        self, theme: Theme, title: str, settings: Settings, lists: tuple[tuple[Ready, str, Lines], ...], hint: str
    ) -> None:
        super().__init__(theme, title)
        self.body.addWidget(Text(theme, "small", hint, colour="t2", wrap=True))
        for kind, label, rule in lists:
            limits = f"{label}: at most {rule.most_lines} lines of {rule.most_characters} characters"
            field = LinesField(theme, limits, name=kind.replace("_", "-"), rule=rule, lines=getattr(settings, kind))
            self.watch(field, kind, fault=rule.fault, value=lines_of)


def ready_text_columns(theme: Theme, settings: Settings) -> tuple[list[ReadyTextsCard], list[ReadyTextsCard]]:
    """The cards of phrases and reasons, in two columns."""
    phrases = ((Ready.PHRASES, "Phrases", PHRASES),)
    return (
        [
            ReadyTextsCard(theme, "Phrases for notes", settings, phrases, "One a line. They stand above a note."),
            ReadyTextsCard(theme, "Added and moved sites", settings, _ADD_AND_MOVE, _REASONS_HINT),
            ReadyTextsCard(theme, "Vials", settings, _VIALS, _REASONS_HINT),
        ],
        [
            ReadyTextsCard(theme, "Skips and doses", settings, _SKIP_AND_DOSE, _REASONS_HINT),
            ReadyTextsCard(theme, "Pauses and reactions", settings, _PAUSES_AND_REACTIONS, _TAPS_HINT),
        ],
    )


_REASONS_HINT = "One a line. Another reason can always be typed."
_TAPS_HINT = "One a line. One tap records it; other words can always be typed."
