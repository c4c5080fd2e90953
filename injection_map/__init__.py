"""Injection Map: tick off and record the sites of an injection protocol."""

__version__ = "0.1.0"
