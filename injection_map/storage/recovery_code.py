"""The recovery code: the 32 bytes of the data key on paper, in a form that says where it was mistyped.

Four lines, each of four groups of four hexadecimal digits and a fifth group that checks the line. The digits without
the fifth groups are the key as SQLCipher's own tools take it. It is shown once, when the vault is made or its key is
changed for another, and never stored.
"""

from __future__ import annotations

import hashlib

from injection_map.domain.errors import KeyUnavailableError

SECRET_BYTES = 32
_LINES, _GROUPS, _DIGITS = 4, 4, 4
_LINE_DIGITS = _GROUPS * _DIGITS
_WHOLE_LINE = _LINE_DIGITS + _DIGITS


class RecoveryCodeError(KeyUnavailableError):
    """The recovery code is mistyped or of other records."""


def recovery_code(key: bytes) -> str:
    """Four lines like `3F2A 91C4 0B2E 77D0  A1B2`."""
    digits = key[:SECRET_BYTES].hex().upper()
    lines = [digits[i : i + _LINE_DIGITS] for i in range(0, len(digits), _LINE_DIGITS)]
    return "\n".join(f"{_grouped(line)}  {_check(number, line)}" for number, line in enumerate(lines, start=1))


def secret_from(code: str) -> bytes:
    """The 32 bytes, from whatever spaces, dashes and small letters it was typed with. RecoveryCodeError else."""
    digits = "".join(character for character in code.upper() if not character.isspace() and character not in "-–")
    digits = digits.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(digits) != _LINES * _WHOLE_LINE:
        raise RecoveryCodeError(
            f"A recovery code has {_LINES * _WHOLE_LINE} digits, this one {len(digits)}. Nothing was changed. "
            "Type all four lines, with the last group of each."
        )
    secret = ""
    for number in range(1, _LINES + 1):
        line = digits[(number - 1) * _WHOLE_LINE : number * _WHOLE_LINE]
        secret += _checked(number, line)
    return bytes.fromhex(secret)


def _checked(number: int, line: str) -> str:
    digits, check = line[:_LINE_DIGITS], line[_LINE_DIGITS:]
    if set(line) - set("0123456789ABCDEF") or check != _check(number, digits):
        raise RecoveryCodeError(f"Line {number} of the recovery code is mistyped. Nothing was changed. Type it again.")
    return digits


def _grouped(digits: str) -> str:
    return " ".join(digits[i : i + _DIGITS] for i in range(0, len(digits), _DIGITS))


def _check(number: int, digits: str) -> str:
    """Of the line and its place, so that two lines cannot be exchanged."""
    return hashlib.sha256(f"{number}:{digits}".encode()).hexdigest()[:_DIGITS].upper()
