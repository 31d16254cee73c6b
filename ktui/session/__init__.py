"""Joins ``ktui.cluster`` and ``ktui.store`` for one context: reflectors fill tables; actions go through one gate.

Knows no screen. Read-only mode, the user's rules, rights and the journal live in :meth:`Session.perform`, below every
key and menu.
"""

from ktui.session.session import Session, prepare

__all__ = ["Session", "prepare"]
