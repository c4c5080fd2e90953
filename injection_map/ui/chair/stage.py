"""Where is it: the hero view with the four small ones beside it, or all four at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from injection_map.diagram.art_cache import ArtCache
from injection_map.diagram.boxes import Box
from injection_map.domain.dosing import totals
from injection_map.domain.protocol import View
from injection_map.ui.chair.hero_view import HeroView
from injection_map.ui.chair.legend import Legend
from injection_map.ui.chair.muscle_meant import muscle_meant
from injection_map.ui.chair.overview import Overview
from injection_map.ui.chair.say_bar import SayBar
from injection_map.ui.chair.taken_back import TakenBackNote
from injection_map.ui.chair.thumbnail import Thumbnail, view_totals
from injection_map.ui.controls import Button, Card, ElidedText, Segments, Text, Toggle
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import TREATMENT_VIEWS, VIEW_NAMES, given_and_skipped

SAID_STAYS_MS = 6000
HEAD_PX = 62
LEGEND_PX = 38
DETAIL_FROM_PX = 860
"""A narrower stage has no room in its head for what of the muscle is given."""
NOTE_PX = 420


class Stage(Card):
    """The largest thing on the page. Nothing in it can be dragged or zoomed away."""

    site_tapped = Signal(str)
    sheet_asked = Signal(str)
    place_asked = Signal(object, object, object)
    """View, point in mm, and the drawn muscle there (Treated) or None."""
    offer_taken = Signal()

    def __init__(self, theme: Theme, model: VisitModel, art: ArtCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model, self._art = theme, model, art
        self.adding = False
        self._said = ""
        self._hint = ""
        self._offer = ""
        self._legend_fits = False
        self._arranged: object = None
        self.setObjectName("stage")
        self.head = QWidget(self)
        self._title, self._detail = Text(theme, "title"), ElidedText(theme, "second", colour="t2")
        self.follow = Toggle(theme, "Follow next site")
        self.views = Segments(theme, [("One view", "one-view"), ("All four", "four-views")])
        self.all_four = Button(theme, "All four", icon="four-views", parent=self)
        self.hero = HeroView(theme, model, art)
        self.hero.setParent(self)
        self.thumbnails = [Thumbnail(theme, model, art, view) for view in TREATMENT_VIEWS]
        for thumbnail in self.thumbnails:
            thumbnail.setParent(self)
        self.overview = Overview(theme, model, art)
        self.overview.setParent(self)
        self.legend = Legend(theme, self)
        self.say_bar = SayBar(theme, self)
        self.taken_back = TakenBackNote(theme, model, compact=True, parent=self)
        self._hush = QTimer(self, singleShot=True, interval=SAID_STAYS_MS)
        self._build_head()
        self._connect()
        self.refresh()

    def _build_head(self) -> None:
        row = QHBoxLayout(self.head)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(16)
        row.addWidget(self._title)
        row.addWidget(self._detail, 1000)
        row.addStretch(1)
        row.addWidget(self.follow)
        row.addWidget(self.views)
        named = (self.hero, self.follow, self.views.part(0), self.views.part(1), self.all_four)
        for widget, name in zip(named, ("hero", "follow", "one-view", "four-views", "all-four"), strict=True):
            widget.setObjectName(name)

    def _connect(self) -> None:
        model = self._model
        self.follow.clicked.connect(self._on_follow)
        self.views.chosen.connect(self._on_views)
        self.all_four.clicked.connect(self._on_all_four)
        self.say_bar.pressed.connect(self._on_say_button)
        self.taken_back.redo_asked.connect(self._on_redo)
        self.overview.view_asked.connect(self._show_from_overview)
        self.taken_back.shown_changed.connect(self._place_say_bar)
        self._hush.timeout.connect(self._on_hush)
        for view in (self.hero, *self.overview.views):
            view.tapped.connect(self._on_tapped)
            view.held.connect(self.sheet_asked)
            view.empty_held.connect(self._on_empty)
            view.empty_tapped.connect(self._on_empty_tapped)
        model.changed.connect(self.refresh)
        self._theme.changed.connect(self._lay_out)

    def focus_chain(self) -> list[QWidget]:
        """The diagram or the four of them, the small views, one or all four, follow."""
        views = [self.views.part(0), self.views.part(1), self.all_four]
        return [self.hero, *self.overview.focus_chain(), *self.thumbnails, *views, self.follow]

    # --- showing -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        model = self._model
        arranged = (model.overview, model.shown_view, model.follow, self._theme.compact, self._legend_fits)
        if arranged != self._arranged:
            self._arranged = arranged
            self._arrange()
        for thumbnail in self.thumbnails:
            thumbnail.refresh()
        self._refresh_words()
        self.hero.refresh()
        self.overview.refresh()

    def _arrange(self) -> None:
        """One view or all four, and the controls that belong to it."""
        model, overview = self._model, self._model.overview
        self.hero.set_view(model.shown_view)
        self.hero.setVisible(not overview)
        self.overview.setVisible(overview)
        for thumbnail in self.thumbnails:
            thumbnail.setVisible(not overview)
        self.legend.setVisible(self._legend_fits and not overview)
        self.follow.setVisible(not overview and not self._theme.compact)
        self.follow.setChecked(model.follow)
        self.views.choose(1 if overview else 0)
        self.all_four.setText("One view" if overview else "All four")
        self.all_four.setAccessibleName(self.all_four.text())
        self.all_four.set_icon("one-view" if overview else "four-views")
        self._place_head()

    def is_drawn(self) -> bool:
        """Whether every view that is shown has its own art by now."""
        shown = self.overview.views if self._model.overview else [self.hero, *(t.drawing for t in self.thumbnails)]
        return all(view.is_drawn() for view in shown)

    def _refresh_words(self) -> None:
        model = self._model
        next_site = model.next_site
        self._title.setText("All four views" if model.overview else VIEW_NAMES[model.shown_view])
        self._detail.setText(self._detail_words())
        if self.adding:
            self.say_bar.say(self._hint, "Cancel")
        elif self._said:
            self.say_bar.say(self._said, "")
        elif model.strayed and next_site is not None:
            where = VIEW_NAMES[next_site.view].lower()
            side = " view" if next_site.view in (View.FRONT, View.BACK) else ""
            self.say_bar.say(f"Next is on the {where}{side}.", "Go back")
        elif self._offer and not model.visit.acts:
            self.say_bar.say(self._offer, "Look")
        else:
            self.say_bar.say("", "")
        self._place_say_bar()

    def _detail_words(self) -> str:
        """Temporalis, 1 of 4 given: of the muscle in hand on the shown side, or of the whole view."""
        model, next_site = self._model, self._model.next_site
        if next_site is None or (next_site.view is not model.shown_view and not model.overview):
            return f"{given_and_skipped(view_totals(model, model.shown_view))}"
        side = None if model.overview else next_site.side
        sites = [s for s in model.visit.sites if s.muscle == next_site.muscle and side in (None, s.side)]
        return f"{model.protocol.muscle_name(next_site.muscle)}, {given_and_skipped(totals(sites))}"

    def say(self, text: str) -> None:
        """One sentence over the stage, for a few seconds."""
        self._said = text
        self._hush.start()
        self._refresh_words()

    def offer(self, text: str) -> None:
        """A quiet line before the first act, with a button; it is there once."""
        self._offer = text
        self._refresh_words()

    def set_adding(self, adding: bool) -> None:
        """While adding, the next touch of the diagram says where."""
        self.adding = adding
        self._hint = "Touch the place in the muscle where the site is added."
        self._refresh_words()

    def _on_hush(self) -> None:
        self._said = ""
        self._refresh_words()

    # --- acting --------------------------------------------------------------------------------------------------

    def _on_follow(self) -> None:
        self._model.set_follow(self.follow.isChecked())

    def _on_views(self, index: int) -> None:
        self._model.set_overview(index == 1)

    def _on_all_four(self) -> None:
        self._model.set_overview(not self._model.overview)

    def _on_say_button(self) -> None:
        if self.adding:
            self.set_adding(False)
        elif self._model.strayed:
            self._model.go_to_next_view()
        else:
            self.offer_taken.emit()
        self._model.hold_off()  # the bar lies over the drawing

    def _on_redo(self) -> None:
        self._model.redo()
        self._model.hold_off()  # the note lies over the drawing

    def _on_tapped(self, key: str) -> None:
        """While a place is asked for, a touch of a site is not one of its own."""
        if self.adding:
            self._hint = "There is a site already. Touch another place in the muscle."
            self._refresh_words()
        else:
            self.site_tapped.emit(key)

    def _on_empty_tapped(self, position: QPointF) -> None:
        """Empty skin does nothing in the large view; in the overview it is the card, and shows its view."""
        source = self.sender()
        if self.adding or self._model.overlay.proposal is not None:
            self._tell_place(source, position)
        elif isinstance(source, HeroView) and source is not self.hero:
            self._show_from_overview(source.view)

    def _show_from_overview(self, view: View) -> None:
        self._model.show_view(view)
        self._model.hold_off()  # the second tap of a double one falls on the large view

    def _on_empty(self, position: QPointF) -> None:
        self._tell_place(self.sender(), position)

    def _tell_place(self, source: object, position: QPointF) -> None:
        if isinstance(source, HeroView) and source.scene is not None:
            point = source.scene.transform.to_mm(position)
            self.place_asked.emit(source.view, point, muscle_meant(self._model, self._art, source.view, point))

    # --- geometry --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        compact = self._theme.compact
        width, height = self.width(), self.height()
        top = 1 if compact else HEAD_PX
        self.views.setVisible(not compact)
        self.all_four.setVisible(compact)
        margin, gap, column = (8, 8, 126) if compact else (12, 8, 196)
        self._lay_out_thumbnails(QRect(margin, top + margin, column, height - top - 2 * margin), gap)
        left = margin + column + 6
        self._legend_fits = not compact and self.legend.needed_px() <= width - left - 1  # else it is in the menu
        foot = LEGEND_PX + 8 if self._legend_fits else 1
        self._detail.setVisible(compact or width >= DETAIL_FROM_PX)
        self.hero.setGeometry(left, top, width - left - 1, height - top - foot)
        self.legend.setGeometry(left, height - LEGEND_PX - 6, width - left - 1, LEGEND_PX)
        self.overview.setGeometry(1, top, width - 2, height - top - 1)
        self._place_head()
        button = self.all_four.geometry()
        taken = Box(button.left() - left, 0, width - left, button.bottom() - top + 4)
        self.hero.set_reserved((taken,) if compact else ())
        self.overview.set_top(64 if compact else 8)
        self._place_say_bar()
        self.refresh()

    def _place_head(self) -> None:
        """On a tablet one view has no head: the drawing has its height, and one button lies over it."""
        compact, width = self._theme.compact, self.width()
        self.head.setVisible(not compact or self._model.overview)
        self.head.setGeometry(1, 1, width - 2, HEAD_PX - 1)
        size = self.all_four.sizeHint()
        self.all_four.setGeometry(width - size.width() - 8, 8, size.width(), size.height())
        self.all_four.raise_()

    def _lay_out_thumbnails(self, area: QRect, gap: int) -> None:
        count = len(self.thumbnails)
        each = (area.height() - (count - 1) * gap) // count
        for i, thumbnail in enumerate(self.thumbnails):
            thumbnail.setGeometry(area.left(), area.top() + i * (each + gap), area.width(), each)

    def _place_say_bar(self) -> None:
        hint = self.say_bar.sizeHint()
        area = self.overview.geometry() if self._model.overview else self.hero.geometry()
        width = min(hint.width() + 40, area.width() - 40)
        bottom = area.bottom() - 14
        if not self.taken_back.isHidden():
            height = self.taken_back.heightForWidth(NOTE_PX)
            self.taken_back.setGeometry(area.center().x() - NOTE_PX // 2, bottom - height, NOTE_PX, height)
            self.taken_back.raise_()
            bottom -= height + 8
        height = max(56, hint.height())
        self.say_bar.setGeometry(area.center().x() - width // 2, bottom - height, width, height)
        self.say_bar.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.setBrush(self._theme.colour("stage"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        if not self._theme.compact:
            line = QColor(self._theme.colour("line"))
            painter.fillRect(QRect(1, HEAD_PX - 1, self.width() - 2, 1), line)
