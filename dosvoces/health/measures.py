"""Measuring articles, for the comparison of an outlet with its own past."""

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.core.runs import EXAMPLES, Measures

#: Articles of one run whose lengths are kept.
_SAMPLE = 200


class MeasuresBuilder:
    """Measures articles as they come."""

    def __init__(self) -> None:
        self._articles = 0
        self._fields = dict.fromkeys(("authors", "date", "time", "description", "section", "images"), 0)
        self._lengths: list[tuple[int, str, str]] = []
        self._languages: dict[str, int] = {}
        self._lacking: dict[str, list[str]] = {}
        self._good: dict[str, str] = {}

    def add(self, article: Article) -> None:
        """Measure one more article."""
        self._articles += 1
        has = {
            "authors": bool(article.authors),
            "date": article.date_published is not None,
            "time": article.date_published is not None and article.date_precision == "minute",
            "description": bool(article.description),
            "section": bool(article.section),
            "images": bool(article.images),
        }
        for field, there in has.items():
            self._fields[field] += there
            if there:
                self._good[field] = article.id
            elif len(self._lacking.setdefault(field, [])) < EXAMPLES:
                self._lacking[field].append(article.url)
        language = base_language(article.in_language)
        self._languages[language] = self._languages.get(language, 0) + 1
        if len(self._lengths) < _SAMPLE:
            self._lengths.append((len(article.text.split()), article.url, article.id))

    def build(self) -> Measures:
        """What the articles so far were like."""
        by_length = sorted(self._lengths)
        shortest = tuple(url for _, url, _ in by_length[:EXAMPLES])
        longest = {"body": by_length[-1][2]} if by_length else {}
        return Measures(
            articles=self._articles,
            fields=dict(self._fields),
            words=tuple(words for words, _, _ in self._lengths),
            languages=dict(self._languages),
            lacking={field: tuple(urls) for field, urls in self._lacking.items()} | {"body": shortest},
            good=self._good | longest,
        )
