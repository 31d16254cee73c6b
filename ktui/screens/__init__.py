"""Textual screens: they turn the store into domain values for widgets, and keys into actions."""
