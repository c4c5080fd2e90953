"""Colours, type and sizes of the screens, as the design tokens give them, for two themes and two densities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from injection_map.diagram.colours import DARK, LIGHT, Colours
from injection_map.diagram.typeface import font
from injection_map.ui.icons import Icons

WIDE_FROM_PX = 1600
WIDE_FROM_PX_IN_LARGEST_TYPE = 1920
TALL_FROM_PX = 860
LARGEST_PERCENT, HELD_BACK_PERCENT = 130, 115
LARGEST_FITS_PX = (1280, 800)
"""The smallest window in which nothing is cut in the largest type."""
GROWS_UP_TO_PX = 28
"""Type is enlarged up to here: what is as large already is read from the chair, and would only push out the rest."""


class Density(Enum):
    """`WIDE` has the rail; `COMPACT` (a tablet, 1280 x 800) has the strip and the smaller sizes."""

    WIDE = "wide"
    COMPACT = "compact"

    @staticmethod
    def of(width_px: int, height_px: int, *, font_percent: int = 100) -> Density:
        wide_from_px = WIDE_FROM_PX_IN_LARGEST_TYPE if font_percent >= LARGEST_PERCENT else WIDE_FROM_PX
        return Density.WIDE if width_px >= wide_from_px and height_px >= TALL_FROM_PX else Density.COMPACT


def most_font_percent(width_px: int, height_px: int) -> int:
    """The largest type for which a window has room: in a smaller one it would cut words."""
    fits = width_px >= LARGEST_FITS_PX[0] and height_px >= LARGEST_FITS_PX[1]
    return LARGEST_PERCENT if fits else HELD_BACK_PERCENT


@dataclass(frozen=True, slots=True)
class TypeStyle:
    wide_px: int
    compact_px: int
    weight: QFont.Weight
    tracking_em: float = 0.0


_REGULAR, _MEDIUM = QFont.Weight.Normal, QFont.Weight.Medium
_SEMIBOLD, _BOLD = QFont.Weight.DemiBold, QFont.Weight.Bold

TYPE: dict[str, TypeStyle] = {
    "key": TypeStyle(76, 56, _BOLD, -0.02),
    "site": TypeStyle(44, 36, _BOLD, -0.02),
    "act": TypeStyle(40, 34, _BOLD, -0.01),
    "dose": TypeStyle(36, 30, _BOLD, -0.01),
    "side": TypeStyle(32, 26, _BOLD, 0.01),
    "person": TypeStyle(26, 21, _BOLD, -0.01),
    "total": TypeStyle(25, 21, _BOLD, -0.01),
    "title": TypeStyle(22, 20, _BOLD),
    "lead": TypeStyle(21, 18, _MEDIUM),
    "lead-strong": TypeStyle(19, 17, _SEMIBOLD),
    "body": TypeStyle(18, 16, _MEDIUM),
    "base": TypeStyle(17, 16, _REGULAR),
    "base-strong": TypeStyle(17, 16, _SEMIBOLD),
    "second": TypeStyle(17, 15, _REGULAR),
    "second-strong": TypeStyle(17, 15, _SEMIBOLD),
    "small": TypeStyle(15, 14, _REGULAR),
    "small-strong": TypeStyle(15, 14, _SEMIBOLD),
    "label": TypeStyle(14, 13, _MEDIUM),
    "label-strong": TypeStyle(14, 13, _SEMIBOLD),
}
"""The type ramp; the sizes are px at 96 dpi, wide and compact."""


class Theme(QObject):
    """The look in force. Widgets ask it for fonts, colours and sizes, and follow `changed`."""

    changed = Signal()

    def __init__(
        self, icons: Icons, *, dark: bool = False, density: Density = Density.WIDE, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.icons = icons
        self._dark = dark
        self._density = density
        self._chosen_percent = self._font_percent = 100
        self._window_px: tuple[int, int] | None = None

    @property
    def colours(self) -> Colours:
        return DARK if self._dark else LIGHT

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def density(self) -> Density:
        return self._density

    @property
    def compact(self) -> bool:
        return self._density is Density.COMPACT

    def set_dark(self, dark: bool) -> None:
        if dark != self._dark:
            self._dark = dark
            self.apply()

    def fit_window(self, width_px: int, height_px: int) -> None:
        """The window has another size: the density follows."""
        self._window_px = (width_px, height_px)
        if self._follow_window():
            self.apply()

    def _follow_window(self) -> bool:
        """Whether the density or the size of type became another one."""
        before = self._density, self._font_percent
        self._font_percent = self._chosen_percent
        if self._window_px is not None:
            self._font_percent = min(self._chosen_percent, most_font_percent(*self._window_px))
            self._density = Density.of(*self._window_px, font_percent=self._font_percent)
        return (self._density, self._font_percent) != before

    @property
    def font_percent(self) -> int:
        """The size in force: the chosen one where the window has room for it."""
        return self._font_percent

    @property
    def font_is_held_back(self) -> bool:
        """Whether the window is too small for the size that was chosen."""
        return self._font_percent != self._chosen_percent

    def set_font_percent(self, percent: int) -> None:
        """All type follows at once; controls keep their sizes, which are a finger's."""
        if percent != self._chosen_percent:
            self._chosen_percent = percent
            self._follow_window()
            self.apply()

    def px(self, wide: int, compact: int) -> int:
        """One of two sizes, by density."""
        return compact if self.compact else wide

    def font(
        self, role: str, *, identifier: bool = False, tabular: bool = True, small: bool = False, grows: bool = True
    ) -> QFont:
        """The font of a type role; `identifier` tells look-alike letters apart (slashed zero).

        `tabular` figures do not move when they change; a date in running words is set tighter without them.
        `small` is the compact size whatever the density; what does not grow keeps its size at any `font_percent`.
        """
        style = TYPE[role]
        size_px = style.compact_px if small else self.px(style.wide_px, style.compact_px)
        if grows:
            size_px = max(size_px, min(round(size_px * self._font_percent / 100), GROWS_UP_TO_PX))
        return font(size_px, style.weight, identifier=identifier, tabular=tabular, tracking_em=style.tracking_em)

    def colour(self, token: str) -> QColor:
        """A token of the design's colour tables: `act`, `t2`, `warn_bg`."""
        return QColor(getattr(self.colours, token))

    def apply(self) -> None:
        """Dress the application and tell every widget."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        sheet, type_of_all = self._style_sheet(), self.font("base", tabular=False)
        if app.font() != type_of_all:
            app.setFont(type_of_all)
        if app.styleSheet() != sheet:  # it dresses every widget anew, which takes longer than a frame
            app.setPalette(self._palette())
            app.setStyleSheet(sheet)
        self.changed.emit()
        for widget in QApplication.allWidgets():
            widget.updateGeometry()  # sizes hang on the type, also those of widgets that do not follow `changed`

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        tokens = {
            role.Window: "window",
            role.Base: "surface",
            role.Button: "surface",
            role.AlternateBase: "sunk",
            role.WindowText: "t1",
            role.Text: "t1",
            role.ButtonText: "t1",
            role.PlaceholderText: "t3",
            role.Highlight: "act",
            role.HighlightedText: "on_act",
            role.Mid: "line",
            role.Dark: "edge",
            role.Link: "act",
            role.ToolTipBase: "plate",
            role.ToolTipText: "on_plate",
        }
        palette = QPalette()
        for colour_role, token in tokens.items():
            palette.setColor(colour_role, self.colour(token))
        return palette

    def _style_sheet(self) -> str:
        c = self.colours
        return f"""
        QFrame[role="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 12px; }}
        QFrame[role="bar"] {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.line}; }}
        QFrame[role="foot"] {{ background: {c.surface}; border: none; border-top: 1px solid {c.line}; }}
        QFrame[role="line"] {{ background: {c.line}; border: none; }}
        QLineEdit, QPlainTextEdit, QComboBox {{
            background: {c.surface}; color: {c.t1}; border: 1.5px solid {c.edge}; border-radius: 10px;
            padding: 0 14px; selection-background-color: {c.act}; selection-color: {c.on_act}; }}
        QPlainTextEdit {{ padding: 8px 10px; }}
        QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {c.act}; padding: 0 13px; }}
        QPlainTextEdit:focus {{ padding: 8px 9px; }}
        QLineEdit[fault="error"], QPlainTextEdit[fault="error"] {{ border: 2px solid {c.bad}; }}
        QLineEdit[fault="warning"] {{ border: 2px solid {c.warn_edge}; }}
        QComboBox::drop-down {{ border: none; width: 36px; }}
        QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.t1}; border: 1px solid {c.edge};
            selection-background-color: {c.act_tint}; selection-color: {c.t1}; outline: none; }}
        QPushButton {{ background: {c.surface}; color: {c.t1}; border: 1.5px solid {c.edge}; border-radius: 10px;
            min-height: 45px; min-width: 80px; padding: 0 18px; font-weight: 600; }}
        QPushButton:default {{ background: {c.act}; border-color: {c.act}; color: {c.on_act}; }}
        QScrollArea {{ background: transparent; border: none; }}
        QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
        QScrollBar::handle:vertical {{ background: {c.edge}; border-radius: 3px; min-height: 36px; }}
        QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
            height: 0; background: transparent; }}
        QMenu {{ background: {c.surface}; color: {c.t1}; border: 1px solid {c.edge}; border-radius: 10px;
            padding: 6px; }}
        QMenu::item {{ padding: 12px 24px 12px 14px; border-radius: 6px; }}
        QMenu::item:selected {{ background: {c.act_tint}; }}
        QMenu::item:disabled {{ color: {c.t3}; }}
        QMenu::separator {{ height: 1px; background: {c.line}; margin: 6px 8px; }}
        QToolTip {{ background: {c.plate}; color: {c.on_plate}; border: none; padding: 6px; }}
        """


def system_prefers_dark() -> bool:
    """What the desktop says; light where it says nothing (bare X11, offscreen)."""
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
