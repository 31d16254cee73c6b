"""ktui: the terminal console for the people who keep Kubernetes nodes and batch work alive."""

__version__ = "0.1.0"
