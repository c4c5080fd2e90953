"""The trainer’s pages."""
