"""The story's text according to the page's metadata, for comparison with what is printed."""

from pipelines.extract.text import shingles, words

#: Shorter declared texts are descriptions, not the story.
_LEAST_WORDS = 40


class Evidence:
    """The text that the page's metadata says is the story, as shingles."""

    def __init__(self, declared: str) -> None:
        tokens = words(declared)
        self.length = len(tokens)
        self.shingles = shingles(tokens, 4) if self.length >= _LEAST_WORDS else set()
        self._known: dict[str, float | None] = {}

    def support(self, text: str) -> float | None:
        """Share of *text* found in the declared text; None when nothing can be said."""
        if self.shingles and text not in self._known:
            self._known[text] = self._compare(text)
        return self._known.get(text)

    def _compare(self, text: str) -> float | None:
        tokens = words(text)
        if len(tokens) < 4:
            return None
        own = shingles(tokens, 4)
        return len(own & self.shingles) / len(own)
