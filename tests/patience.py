"""How long a test waits for what must come before it says that it does not come: no measure of anything."""

PATIENCE = 60.0
"""Seconds. A machine that is busy with something else is slow, and nothing is wrong with what is tested on it."""
