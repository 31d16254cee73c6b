"""Settings: frozen values from one TOML file, overridden by the environment.

A wrong setting is never passed over: every unknown key and every wrong value is named with its line, the key that was
probably meant, and what may stand there. What only the screens know (which keys and columns there are) is checked in
``ktui.app``.
"""

from ktui.settings.loading import FILE_VARIABLE, Loaded, SettingsError, default_path, load
from ktui.settings.values import ContextSettings, Guard, Settings

__all__ = ["FILE_VARIABLE", "ContextSettings", "Guard", "Loaded", "Settings", "SettingsError", "default_path", "load"]
