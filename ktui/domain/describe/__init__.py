"""All there is to know of an object, in the order that helps: for every kind, and better for our own.

Pure: an object as it was read, and what is known around it, become blocks, and these become lines.
"""

from ktui.domain.describe.around import Around, CellSentence, Need
from ktui.domain.describe.blocks import Block, Page, lay_out
from ktui.domain.describe.kinds import describe, needs

__all__ = ["Around", "Block", "CellSentence", "Need", "Page", "describe", "lay_out", "needs"]
