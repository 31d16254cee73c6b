"""The embedded cluster: an API server on loopback, controllers, fake kubelets and scenarios.

Used by ``ktui demo`` and by the tests. It imports nothing else of ktui, so that it cannot agree by sharing code.
"""
