"""Who injects, who assists, and what the visit is recorded under; takes the place of the cards while it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import clean_line
from injection_map.domain.events import Clinician
from injection_map.domain.pause_draft import PauseDraft, PauseField
from injection_map.domain.protocol import Protocol
from injection_map.domain.safety_pause import PauseFinding
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField
from injection_map.ui.pause_cards import finding_of
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.theme import Theme

GUIDANCES = ("None", "EMG", "Ultrasound")


class TreatingPanel(QWidget):
    """People are chosen by a press, another name is typed."""

    changed = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, protocol: Protocol, people: Sequence[Clinician], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._protocol, self._people = theme, protocol, tuple(people)
        self.setObjectName("treating-panel")
        self.fields: dict[str, LineField] = {}
        columns = QHBoxLayout(self)
        roomy(theme, columns, spacing=(12, 8))
        self.injects = [self._choice(person.name, person.role, f"injects-{i + 1}") for i, person in enumerate(people)]
        self.assists = [self._choice(person.name, person.role, f"assists-{i + 1}") for i, person in enumerate(people)]
        self.diagnoses = [
            self._choice(diagnosis.icd10, diagnosis.title, f"diagnosis-{i + 1}", height_px=(72, 68))
            for i, diagnosis in enumerate(protocol.diagnoses)
        ]
        self.guidances = [
            self._choice(guidance, "", f"guidance-{guidance.lower()}", height_px=(52, 48)) for guidance in GUIDANCES
        ]
        for button in self.injects:
            button.clicked.connect(self._on_injects)
        for button in self.assists:
            button.clicked.connect(self.changed)
        for button in self.diagnoses:
            button.clicked.connect(self._on_diagnosis)
        for button in self.guidances:
            button.clicked.connect(self._on_guidance)
        clinician, role = self._field(PauseField.CLINICIAN, "Name"), self._field(PauseField.ROLE, "Role")
        another = self._field(PauseField.ASSISTANTS, "Somebody else")
        guidance = self._field(PauseField.GUIDANCE, "Other guidance")
        self.done = Button(theme, "Done", kind="primary", icon="tick", height_px=(60, 52))
        self.done.setObjectName("treating-done")
        self.done.clicked.connect(self.closed)
        columns.addWidget(self._column("Who injects", *self.injects, clinician, role), 2)
        columns.addWidget(self._column("Who assists", *self.assists, another), 2)
        columns.addWidget(self._column("Recorded under", *self.diagnoses), 3)
        guided = Text(theme, "small", "What the needle was guided by.", colour="t2", wrap=True)
        columns.addWidget(self._column("Guidance", guided, *self.guidances, guidance, foot=self.done), 2)

    def _choice(self, text: str, below: str, name: str, *, height_px: tuple[int, int] = (66, 62)) -> Button:
        button = Button(self._theme, text, kind="choice", subtitle=below, align_left=True, height_px=height_px)
        button.setObjectName(name)
        if below:
            button.setAccessibleName(f"{text}, {below}")
        return button

    def _field(self, name: PauseField, label: str) -> LineField:
        field = LineField(self._theme, label, name=name, hint="")
        field.changed.connect(self.changed)
        field.touch()
        self.fields[name] = field
        return field

    def _column(self, title: str, *widgets: QWidget, foot: QWidget | None = None) -> Section:
        section = Section(self._theme, title)
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 6, 0)
        box.setSpacing(8)
        for widget in widgets:
            box.addWidget(widget)
        box.addStretch(1)
        section.body.addWidget(Overflow(self._theme, content), 1)
        if foot is not None:
            section.body.addWidget(foot)
        return section

    def _on_injects(self) -> None:
        person = self._people[next(i for i, button in enumerate(self.injects) if button is self.sender())]
        self.fields[PauseField.CLINICIAN].set_text(person.name)
        self.fields[PauseField.ROLE].set_text(person.role)
        self.changed.emit()

    def _on_diagnosis(self) -> None:
        for button in self.diagnoses:
            button.setChecked(button is self.sender())
        self.changed.emit()

    def _on_guidance(self) -> None:
        chosen = next(button for button in self.guidances if button is self.sender())
        self.fields[PauseField.GUIDANCE].set_text("" if chosen is self.guidances[0] else chosen.text())
        self.changed.emit()

    def show_draft(self, draft: PauseDraft) -> None:
        known = {person.name for person in self._people}
        for field, text in (
            (PauseField.CLINICIAN, draft.clinician),
            (PauseField.ROLE, draft.role),
            (PauseField.ASSISTANTS, ", ".join(person.name for person in draft.assistants if person.name not in known)),
            (PauseField.GUIDANCE, draft.guidance),
        ):
            self.fields[field].set_text(text)
        assisting = {person.name for person in draft.assistants}
        for person, button in zip(self._people, self.assists, strict=True):
            button.setChecked(person.name in assisting)
        codes = [diagnosis.icd10 for diagnosis in self._protocol.diagnoses]
        chosen = draft.diagnosis if draft.diagnosis in codes else codes[0] if codes else ""
        for code, button in zip(codes, self.diagnoses, strict=True):
            button.setChecked(code == chosen)
        self._mark()

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        assisting = [person for person, button in zip(self._people, self.assists, strict=True) if button.isChecked()]
        typed = (clean_line(name) for name in self.fields[PauseField.ASSISTANTS].text.split(","))
        diagnoses = zip(self._protocol.diagnoses, self.diagnoses, strict=True)
        return replace(
            draft,
            clinician=self.fields[PauseField.CLINICIAN].text,
            role=self.fields[PauseField.ROLE].text,
            assistants=(*assisting, *(Clinician(name) for name in typed if name)),
            diagnosis=next((diagnosis.icd10 for diagnosis, button in diagnoses if button.isChecked()), ""),
            guidance=self.fields[PauseField.GUIDANCE].text,
        )

    def say_findings(self, findings: Sequence[PauseFinding]) -> None:
        """`findings` are those of no card."""
        for name, field in self.fields.items():
            field.say(finding_of(findings, name))
        self._mark()

    def _mark(self) -> None:
        """The choices that the fields come to."""
        name = clean_line(self.fields[PauseField.CLINICIAN].text)
        for person, button in zip(self._people, self.injects, strict=True):
            button.setChecked(person.name == name)
        guidance = clean_line(self.fields[PauseField.GUIDANCE].text) or GUIDANCES[0]
        for button in self.guidances:
            button.setChecked(button.text() == guidance)

    def place_of(self, field: str) -> QWidget:
        return self.fields[field].line if field in self.fields else self.done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def treating_words(draft: PauseDraft) -> str:
    """Dr A. Lindqvist with R. Osei"""
    assistants = " and ".join(clean_line(person.name) for person in draft.assistants)
    name = clean_line(draft.clinician) or "Who injects?"
    return f"{name} with {assistants}" if assistants else name
