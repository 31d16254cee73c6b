"""The one copy of the cluster's state: a table a kind, with indexes and subscribers.

Pure and synchronous. Each table has one writer (a reflector's consumer in ``ktui.session``); readers get notices
without payload and read the table when they handle them.
"""
