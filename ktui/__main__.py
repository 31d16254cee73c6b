"""``python -m ktui``."""

from ktui.cli import main

if __name__ == "__main__":
    main()
