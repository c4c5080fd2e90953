"""Who works here, wired: the first start asks, the start page offers, and names are signed with a PIN."""

from __future__ import annotations

from collections.abc import Callable

from injection_map.domain.errors import InjectionMapError
from injection_map.domain.ports import People

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from injection_map.ui.first_pages import RecoveryCodePage, WhoPage
from injection_map.ui.page import Page
from injection_map.ui.signers import NOBODY, Signers
from injection_map.ui.theme import Theme


def signers_of(people: People | None) -> Signers:
    return NOBODY if people is None else Signers(people.people(), people.check_pin)


class FirstStart(QObject):
    """Asks who works here, then shows the recovery code of a vault that was made just now."""

    finished = Signal()

    def __init__(
        self,
        theme: Theme,
        people: People,
        code: str | None,
        show: Callable[[Page], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._people, self._code, self._show = theme, people, code, show
        page = WhoPage(theme)
        page.person_given.connect(self._on_person)
        self._who = page
        show(page)

    def _on_person(self, name: str, role: str, pin: str | None) -> None:
        try:
            self._people.add_person(name, role, pin=pin, by=name)
        except InjectionMapError as error:
            self._who.say(str(error))
            return
        code, self._code = self._code, None
        if code is None:
            self.finished.emit()
            return
        page = RecoveryCodePage(self._theme, code)
        page.written_down.connect(self.finished)
        page.print_asked.connect(self._print)
        self._recovery = page
        self._show(page)

    def _print(self) -> None:
        print_code(self._recovery, self._recovery.code)


def print_code(parent: QWidget, code: str) -> None:
    """On paper by way of the system's own dialog; no file is made."""
    from PySide6.QtGui import QFont, QTextDocument
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter()
    dialog = QPrintDialog(printer, parent)
    if dialog.exec():
        document = QTextDocument()
        document.setDefaultFont(QFont("monospace", 14))
        document.setPlainText(
            "Injection Map: recovery code of the records\n\n"
            f"{code}\n\n"
            "Whoever has this code and the files can read every record. Keep it where your clinic keeps its keys."
        )
        document.print_(printer)
    dialog.deleteLater()
