"""What stands in the GS1 codes of cartons. Apart from them, as the window hears scanners from its first frame on."""

SEPARATOR = "\x1d"
"""Ends a value that has no fixed length."""
