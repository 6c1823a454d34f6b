"""Numbered texts that are kept in memory, as a store that has no folder keeps them."""


class KeptTexts:
    """Texts by number."""

    def __init__(self, owner: str = "plan 7") -> None:
        self.owner = owner
        self.texts: dict[int, str] = {}

    def where(self, number: int) -> str:
        """Its number."""
        return f"text {number}"

    def last(self) -> int:
        """The highest number."""
        return max(self.texts, default=0)

    def text(self, number: int) -> str:
        """The text of a number."""
        return self.texts[number]

    def add(self, number: int, text: str) -> bool:
        """Add a text unless its number is taken."""
        return self.texts.setdefault(number, text) is text
