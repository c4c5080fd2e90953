"""Widgets. A widget is given its model and subscribes; none reaches for a global, a file or the store."""
