"""The reader of rule sets (format 1, see assets/rules/README.md): every file of some folders, a broken one named."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from injection_map.domain.errors import FaultyFileError, RuleFileError
from injection_map.domain.rule_sets import NoEffect, RuleSet, Success
from injection_map.storage import protocol_keys as keys
from injection_map.storage.protocol_file import read_bytes, read_source
from injection_map.storage.protocol_library import yaml_files
from injection_map.storage.yaml_fields import Fields, Keys, Within
from injection_map.storage.yaml_nodes import Faults, Node, StopReading, read_nodes

FORMAT = 1
RULES = Keys(
    required=("format", "id", "title", "responder_percent", "source", "verified"),
    optional=("stop_for_no_effect", "stop_for_success"),
)
NO_EFFECT = Keys(required=("under_percent", "after_treatments"), optional=("to_treatments",))
SUCCESS = Keys(required=("under_days", "for_months"))
PERCENT = Within(0, 100, above=True)
TREATMENTS = Within(1, 100, whole=True)
DAYS = Within(1, 28, whole=True)
MONTHS = Within(1, 120, whole=True)


@dataclass(frozen=True, slots=True)
class RuleShelf:
    """The rule sets, in the order of the folders and by name in each, and a sentence for each file that is not one."""

    rule_sets: tuple[RuleSet, ...]
    faults: tuple[str, ...] = ()

    def rule_set(self, rule_id: str) -> RuleSet | None:
        return next((rules for rules in self.rule_sets if rules.id == rule_id), None)


def load_rules(folders: Sequence[Path]) -> RuleShelf:
    """Reads every `*.yaml` and `*.yml` of the folders, but hidden ones. A folder that does not exist is empty.

    An id belongs to the file that comes first: replaced in silence, a rule would say something else by the same name.
    """
    found: dict[str, RuleSet] = {}
    faults: list[str] = []
    for folder in dict.fromkeys(folders):
        try:
            files = yaml_files(folder)
        except OSError as error:
            faults.append(f"The folder with rules {folder} cannot be read: {error.strerror or error}")
            continue
        for file in files:
            try:
                rules = parse_rules(read_bytes(file), file=file)
            except FaultyFileError as error:
                faults.append(str(error))
                continue
            if rules.id in found:
                faults.append(f"{file}: the id “{rules.id}” is that of another file already; wanted another id")
            found.setdefault(rules.id, rules)
    return RuleShelf(tuple(found.values()), tuple(faults))


def parse_rules(data: bytes, *, file: Path) -> RuleSet:
    """Reads a file's bytes; `file` is named in the faults and not opened. Raises RuleFileError with every fault."""
    faults = Faults()
    rules = None
    with suppress(StopReading):
        rules = _read(read_nodes(data, faults), faults)
    if rules is None or faults:
        raise RuleFileError(file, faults.in_order())
    return rules


def _read(root: Node, faults: Faults) -> RuleSet:
    """The rule set, as good as it can be read: it counts only when there is no fault."""
    fields = Fields(root, RULES, faults)
    if "format" in fields and (said := fields.verbatim("format")) and said != str(FORMAT):
        faults.stop(fields.where("format"), f"found the format {said}; wanted {FORMAT}")
    rule_id = fields.identifier("id").text
    return RuleSet(
        id=rule_id,
        title=fields.text("title"),
        responder_percent=fields.number("responder_percent", PERCENT),
        source=read_source(rule_id, fields.fields("source", keys.SOURCE)),
        no_effect=_no_effect(fields),
        success=_success(fields),
        verified=fields.flag("verified", default=False),
    )


def _no_effect(fields: Fields) -> NoEffect | None:
    if "stop_for_no_effect" not in fields:
        return None
    rule = fields.fields("stop_for_no_effect", NO_EFFECT)
    after = int(rule.number("after_treatments", TREATMENTS))
    to = rule.optional_number("to_treatments", TREATMENTS)
    if to is not None and after and to <= after:
        rule.faults.add(rule.where("to_treatments"), f"found {to}; wanted more than the {after} of “after_treatments”")
    return NoEffect(rule.number("under_percent", PERCENT), after, int(to) if to is not None else None)


def _success(fields: Fields) -> Success | None:
    if "stop_for_success" not in fields:
        return None
    rule = fields.fields("stop_for_success", SUCCESS)
    return Success(int(rule.number("under_days", DAYS)), int(rule.number("for_months", MONTHS)))
