"""Speaks by this computer's own voice, in a process of its own that the program can do without."""
