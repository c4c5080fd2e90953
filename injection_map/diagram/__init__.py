"""How a view is drawn: one paint function for the screen, for print and for the tests.

The way: `guides.guideline` and the sites' looks make a `ViewRequest`; `scene.build_scene` turns it into a frozen
`ViewScene`; `paint.paint_view` draws that over the art that `art_cache.ArtCache` hands out. QtGui and QtSvg only.
"""
