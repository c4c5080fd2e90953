"""The pages that the vault asks for: who works here, its passphrase, another computer, another key, a recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from injection_map.domain.errors import KeyUnavailableError, WrongPassphraseError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal

from injection_map.app.setup import Setup
from injection_map.app.vault_desk import VaultDesk
from injection_map.app.window import Window
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.ui.responsible_form import Responsible

_WORKING = "The records are closed meanwhile. Leave the computer on; should it go off all the same, nothing is lost."


class VaultPages(QObject):
    """One at a time, instead of the start page, which is asked for when they are done."""

    start_asked = Signal()
    trainer_asked = Signal()

    def __init__(
        self, theme: Theme, window: Window, vault: VaultDesk, setup: Setup, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._window, self._vault, self._setup = theme, window, vault, setup
        vault.key_changed.connect(self._on_key_changed)
        vault.key_not_changed.connect(self._on_key_not_changed)

    def ask_who(self) -> None:
        """The first person of these records; the recovery code of records that were made just now follows."""
        from injection_map.app.people import FirstStart

        people, store = self._vault.people, self._vault.store
        assert people is not None
        assert store is not None
        code, store.new_recovery_code = store.new_recovery_code, None
        first = FirstStart(self._theme, people, code, self._window.show, self)
        first.finished.connect(self.start_asked)
        first.finished.connect(self._window.lock.follow_settings)
        first.finished.connect(first.deleteLater)

    def ask_passphrase(self, error: KeyUnavailableError) -> None:
        from injection_map.storage.vault import vault_exists
        from injection_map.ui.unlock_page import UnlockPage

        page = UnlockPage(self._theme, first_start=not vault_exists(self._setup.data_dir))
        page.passphrase_given.connect(self._vault.open)
        page.trainer_asked.connect(self.trainer_asked)
        if isinstance(error, WrongPassphraseError):
            page.say(str(error))
        self._window.show(page)

    def ask_takeover(self, computer: str) -> None:
        """Whether nobody has the records open on that computer."""
        from injection_map.ui.takeover_page import TakeoverPage

        page = TakeoverPage(self._theme, computer)
        page.certain.connect(self._on_certain)
        page.back_asked.connect(self.start_asked)
        self._window.show(page)

    def change_key(self, answer: Responsible, passphrase: str) -> None:
        """`passphrase` is empty where the records have none."""
        from injection_map.ui.working_page import WorkingPage

        page = WorkingPage(self._theme, title="The records get a new key", text=_WORKING)
        self._vault.step.connect(page.say)
        self._window.show(page)
        self._vault.change_key(answer.who, passphrase or None)

    def _on_certain(self, answer: Responsible) -> None:
        self.start_asked.emit()
        self._vault.open_despite(answer.who, answer.reason)

    def _on_key_changed(self, code: str) -> None:
        from injection_map.ui.first_pages import RecoveryCodePage

        page = RecoveryCodePage(self._theme, code)
        page.print_asked.connect(self._print)
        page.written_down.connect(self.start_asked)
        self._window.show(page)

    def _print(self) -> None:
        from injection_map.app.people import print_code
        from injection_map.ui.first_pages import RecoveryCodePage

        page = self._window.page
        assert isinstance(page, RecoveryCodePage)
        print_code(page, page.code)

    def _on_key_not_changed(self, sentence: str) -> None:
        self.start_asked.emit()
        self._window.say(f"The key was not changed, and the old one goes on to open the records. {sentence}")
