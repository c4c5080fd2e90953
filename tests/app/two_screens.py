"""The trainer at a laptop beside a projector, in a process of its own: Qt is told of its screens only when it starts.

Argument: the folder for the records. Says what was seen as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from injection_map import app
from injection_map.app.demonstrate_desk import DemonstrateDesk
from injection_map.app.lock import Keys
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.ui.pace import FASTEST


def nothing(*_: object) -> None:
    """What nobody asks for here."""


def main(folder: Path) -> dict[str, object]:
    application = app.make_application()
    workplace = Workplace(app.Setup(folder, pace=FASTEST, dark=False))
    workplace.theme.apply()
    keys = Keys(nothing, nothing, nothing, nothing, lambda: workplace.settings, nothing)  # type: ignore[arg-type]
    window = Window(workplace.theme, keys)
    window.shell.resize(1280, 760)
    window.shell.show()
    desk = DemonstrateDesk(workplace, window)
    desk.show()
    desk.show_audience()
    audience, page = desk.audience, desk.page
    assert audience is not None
    assert page is not None
    while not page.copy.sheet.stage.is_drawn():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_Space)
    QTest.keyClick(audience.windowHandle(), Qt.Key.Key_PageDown)
    copy = page.copy.sheet.size()
    seen = {
        "screens": [screen.name() for screen in QGuiApplication.screens()],
        "trainer_on": window.shell.screen().name(),
        "audience_on": audience.screen().name(),
        "audience_fills": audience.isFullScreen(),
        "audience_px": audience.geometry().getRect(),
        "copy_shape": copy.width() / copy.height(),
        "step": desk._model.position.step if desk._model else None,
    }
    application.screenRemoved.emit(audience.screen())
    seen["fills_after_removal"] = audience.isFullScreen()
    application.screenAdded.emit(QGuiApplication.screens()[1])
    seen["fills_after_return"] = audience.isFullScreen()
    application.screenRemoved.emit(window.shell.screen())
    seen["fills_where_the_trainer_comes"] = audience.isFullScreen()
    QTest.keyClick(audience.windowHandle(), Qt.Key.Key_Escape)
    seen["ended"] = desk.audience is None
    desk.show_audience()
    window.shell.close()
    seen["windows_left"] = [w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()]
    window.stop()
    workplace.close()
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
    sys.stdout.flush()
    os._exit(0)
