"""Pictures that users see, compared with a reference: small differences of smoothing pass, a moved mark does not.

To make the references anew after a change that was looked at: INJECTION_MAP_PICTURES=remake, and run the test.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

BLOCK_PX = 4
MOST_DIFFERING_SHARE = 0.0005


def differing_share(a: QImage, b: QImage, *, by: int = 32) -> float:
    """Share of blocks of 4 x 4 px of which a colour differs by more than `by` of 255. The sizes must be the same."""
    blocks = QSize(a.width() // BLOCK_PX, a.height() // BLOCK_PX)
    small = [
        image.convertToFormat(QImage.Format.Format_RGBX8888).scaled(
            blocks, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        for image in (a, b)
    ]  # they have to live for as long as their bits are read
    bits = [bytes(image.constBits()) for image in small]
    differing = {i // 4 for i, (x, y) in enumerate(zip(*bits, strict=True)) if abs(x - y) > by}
    return len(differing) / (blocks.width() * blocks.height())


def assert_looks_as_in(reference: Path, seen: QImage, *, kept_in: Path) -> None:
    """Fails when the picture differs; what was seen is kept to be looked at."""
    if os.environ.get("INJECTION_MAP_PICTURES") == "remake":
        reference.parent.mkdir(exist_ok=True)
        assert seen.save(str(reference))
        return
    wanted = QImage(str(reference))
    shown = kept_in / reference.name
    seen.save(str(shown))
    assert seen.size() == wanted.size(), f"{shown} has another size than {reference}"
    share = differing_share(seen, wanted)
    assert share < MOST_DIFFERING_SHARE, f"{share:.4%} differs: look at {shown} beside {reference}"
