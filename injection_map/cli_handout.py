"""The command that writes the protocol map out for a class. It needs no records."""

from __future__ import annotations

from injection_map import resources
from injection_map.cli_parts import Options, Outcome, as_json, draw_without_a_display, now, settings_of
from injection_map.domain.errors import InjectionMapError
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_library import load_library


class NoProtocolError(InjectionMapError):
    """There is no protocol to make a hand-out of."""


def handout(options: Options) -> Outcome:
    """The files that were written, one a line."""
    drawings = read_drawings(resources.diagrams())
    library = load_library([resources.protocols(), options.data_dir / "protocols"], drawings)
    protocol = next((p for p in library.protocols if options.protocol in (None, p.id)), None)
    if protocol is None:
        wanted = options.protocol or "at all"
        raise NoProtocolError(f"There is no protocol {wanted}. “injection-map protocols” lists them.")
    medium = options.medium or settings_of(options).paper
    draw_without_a_display()
    from injection_map.diagram.art import ArtRenderer
    from injection_map.report.handout_choice import HandoutChoice, HandoutKind, HandoutLayout, Medium
    from injection_map.report.handout_file import HandoutFormat, write_handout
    from injection_map.report.pdf_without_window import able_to_draw

    choice = HandoutChoice(HandoutKind(options.kind), HandoutLayout(options.each), Medium(medium))
    named = options.form or ("png" if options.out.suffix.lower() == ".png" else "pdf")
    art, day = ArtRenderer(resources.diagrams()), now().date()
    with able_to_draw(resources.fonts()):
        files = write_handout(protocol, drawings, art, choice, options.out, day=day, form=HandoutFormat(named))
    plain = {"protocol": protocol.id, "kind": options.kind, "each": options.each, "for": medium, "format": named}
    if options.json:
        return Outcome(as_json(plain | {"files": [str(file) for file in files]}))
    return Outcome("".join(f"{file}\n" for file in files))
