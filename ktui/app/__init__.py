"""The composition root: builds the app, its session and its screens, and owns the redraw clock. No logic of Kubernetes.

Importing this package loads neither Textual nor a client library: `run` does, in the order that paints first.
"""

from ktui.app.goal import Goal, Opener
from ktui.app.start import run

__all__ = ["Goal", "Opener", "run"]
