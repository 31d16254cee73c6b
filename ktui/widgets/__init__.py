"""Textual widgets, one a file: they take domain values and send messages, and know neither store nor session."""
