"""Whether an outlet is as it was: what a crawl found, compared with the outlet's own past.

Outlets differ too much for fixed limits: one signs every story, another none. Each is its own yardstick, and
only what is both large and no chance, by the binomial distribution, is a finding.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles

import msgspec

from dosvoces.binomial import at_least, at_most
from dosvoces.record import Article

#: Articles that the newest runs have together before they are judged, and the past before it is a yardstick.
RECENT, PAST = 12, 30

#: Runs looked at for the newest articles; an outlet that gave fewer in so many runs is judged by those.
_RECENT_RUNS = 10

#: The probability below which a difference is no chance. Each run of 400 outlets asks some 15 questions.
_CHANCE = 1e-4

#: A field has to be lost on so many more pages, of all, to matter.
_DROP = 0.25

#: Lengths and examples kept of one run.
_SAMPLE, _EXAMPLES = 200, 3


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """What the articles of one run of one outlet were like."""

    articles: int = 0
    #: Articles that have each field: ``authors``, ``date``, ``time``, ``description``, ``section``,
    #: ``images``.
    fields: dict[str, int] = {}
    #: Words of bodies, of a sample.
    words: tuple[int, ...] = ()
    #: Articles in each language, primary tags.
    languages: dict[str, int] = {}
    #: Addresses of articles that lack each field; under ``body`` those of the shortest.
    lacking: dict[str, tuple[str, ...]] = {}
    #: Ids of the last article that has each field; under ``body`` that of the longest.
    good: dict[str, str] = {}


class OutletRun(msgspec.Struct, frozen=True, kw_only=True):
    """One crawl of one outlet."""

    outlet: str
    finished: datetime
    ended: str
    #: Addresses by what became of them, as in :class:`~dosvoces.crawl.CrawlReport`.
    counts: dict[str, int]
    measures: Measures = Measures()

    def total(self, *families: str) -> int:
        """The sum of the counts of *families*."""
        return sum(n for name, n in self.counts.items() if name.split("/")[0] in families)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was at an outlet."""

    outlet: str
    #: What kind of thing, the same as long as it lasts: ``field:authors``, ``failed:http_403``, ``silent``
    #: ...
    kind: str
    message: str
    #: Addresses where it can be seen.
    examples: tuple[str, ...] = ()
    #: Id of the last article that was as it should be.
    last_good: str = ""


class Gauge:
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
            elif len(self._lacking.setdefault(field, [])) < _EXAMPLES:
                self._lacking[field].append(article.url)
        language = article.in_language.split("-")[0]
        self._languages[language] = self._languages.get(language, 0) + 1
        if len(self._lengths) < _SAMPLE:
            self._lengths.append((len(article.text.split()), article.url, article.id))

    def read(self) -> Measures:
        """What the articles so far were like."""
        by_length = sorted(self._lengths)
        shortest = tuple(url for _, url, _ in by_length[:_EXAMPLES])
        longest = {"body": by_length[-1][2]} if by_length else {}
        return Measures(
            articles=self._articles,
            fields=dict(self._fields),
            words=tuple(words for words, _, _ in self._lengths),
            languages=dict(self._languages),
            lacking={field: tuple(urls) for field, urls in self._lacking.items()} | {"body": shortest},
            good=self._good | longest,
        )


def add_up(runs: Iterable[OutletRun]) -> Measures:
    """The measures of *runs*, the newest first, as if they were one."""
    total: dict[str, dict[str, int]] = {"fields": {}, "languages": {}}
    lacking: dict[str, tuple[str, ...]] = {}
    good: dict[str, str] = {}
    words: list[int] = []
    articles = 0
    for run in runs:
        measures = run.measures
        articles += measures.articles
        words += measures.words
        for name, table in (("fields", measures.fields), ("languages", measures.languages)):
            for key, number in table.items():
                total[name][key] = total[name].get(key, 0) + number
        for field, urls in measures.lacking.items():
            lacking[field] = (*lacking.get(field, ()), *urls)[:_EXAMPLES]
        good = measures.good | good
    return Measures(articles=articles, words=tuple(words), lacking=lacking, good=good, **total)


def _count_articles(run: OutletRun) -> int:
    return run.measures.articles


def _count_pages(run: OutletRun) -> int:
    return _pages([run])[0]


def split(
    runs: Sequence[OutletRun], size: Callable[[OutletRun], int] = _count_articles
) -> tuple[Sequence[OutletRun], Sequence[OutletRun]]:
    """The newest of *runs*, newest first, that have enough articles to be judged, and those before them."""
    together = 0
    for number, run in enumerate(runs[:_RECENT_RUNS], 1):
        together += size(run)
        if together >= RECENT:
            return runs[:number], runs[number:]
    return runs[:_RECENT_RUNS], runs[_RECENT_RUNS:]


def judge(runs: Sequence[OutletRun]) -> tuple[Finding, ...]:
    """What is not as it was in the newest of *runs*, all of one outlet, newest first."""
    if not runs:
        return ()
    recent, past = split(runs)
    now, before = add_up(recent), add_up(past)
    findings = [*_judge_failures(*split(runs, _count_pages)), *_judge_discovery(runs)]
    if now.articles >= RECENT // 2 and before.articles >= PAST:
        findings += _judge_fields(runs[0].outlet, now, before)
        findings += _judge_length(runs[0].outlet, now, before)
        findings += _judge_languages(runs[0].outlet, now, before)
    return tuple(findings)


def _judge_fields(outlet: str, now: Measures, before: Measures) -> Iterator[Finding]:
    for field, number in before.fields.items():
        share, there = number / before.articles, now.fields.get(field, 0)
        if share - there / now.articles >= _DROP and at_most(there, now.articles, share) < _CHANCE:
            yield Finding(
                outlet=outlet,
                kind=f"field:{field}",
                message=f"{field} on {there} of {now.articles} new stories; before on {share:.0%}",
                examples=now.lacking.get(field, ()),
                last_good=before.good.get(field, ""),
            )


def _judge_length(outlet: str, now: Measures, before: Measures) -> Iterator[Finding]:
    if len(now.words) < RECENT // 2 or len(before.words) < PAST:
        return
    usual, low = median(before.words), quantiles(before.words, n=10)[0]
    short = sum(words < low for words in now.words)
    if median(now.words) < 0.6 * usual and at_least(short, len(now.words), 0.1) < _CHANCE:
        yield Finding(
            outlet=outlet,
            kind="body",
            message=f"bodies of {median(now.words):.0f} words in the middle; before of {usual:.0f}",
            examples=now.lacking.get("body", ()),
            last_good=before.good.get("body", ""),
        )


def _judge_languages(outlet: str, now: Measures, before: Measures) -> Iterator[Finding]:
    for language in sorted(now.languages.keys() | before.languages.keys()):
        there, share = now.languages.get(language, 0), before.languages.get(language, 0) / before.articles
        # Never quite 0 or 1: the first story in another language is no alarm.
        expected = min(max(share, 0.02), 0.98)
        tail = min(at_most(there, now.articles, expected), at_least(there, now.articles, expected))
        if abs(there / now.articles - share) >= _DROP and tail < _CHANCE:
            yield Finding(
                outlet=outlet,
                kind=f"language:{language}",
                message=f"{language} in {there} of {now.articles} new stories; before in {share:.0%}",
            )


def _pages(runs: Sequence[OutletRun]) -> tuple[int, dict[str, int]]:
    """Pages asked for in *runs*, and how many gave nothing for each reason."""
    bad: dict[str, int] = {}
    for run in runs:
        for name, number in run.counts.items():
            if name.startswith(("failed/", "not_article/")) and not name.startswith("failed/source_"):
                bad[name] = bad.get(name, 0) + number
    good = sum(run.total("articles") + run.counts.get("unchanged/pages", 0) for run in runs)
    return good + sum(bad.values()), bad


def _judge_failures(recent: Sequence[OutletRun], past: Sequence[OutletRun]) -> Iterator[Finding]:
    (pages, bad), (pages_before, bad_before) = _pages(recent), _pages(past)
    if pages < RECENT // 2 or pages_before < PAST:
        return
    for name, number in bad.items():
        share = bad_before.get(name, 0) / pages_before
        if number / pages - share >= _DROP and at_least(number, pages, max(share, 0.02)) < _CHANCE:
            yield Finding(
                outlet=recent[0].outlet,
                kind=name.replace("/", ":"),
                message=f"{number} of {pages} pages: {name.replace('/', ', ')}; before {share:.0%}",
                last_good=add_up(past).good.get("body", ""),
            )


def _judge_discovery(runs: Sequence[OutletRun]) -> Iterator[Finding]:
    """Whether the outlet's sources still announce stories, and whether new ones still come."""
    outlet, last = runs[0].outlet, runs[:3]
    usual = [run.counts["announced/stories"] for run in runs[3:] if run.counts.get("announced/stories")]
    silent = all(not run.counts.get("announced/stories") for run in last)
    if len(last) == 3 and len(usual) >= 3 and silent and not any(r.total("unchanged") for r in last):
        reasons = sorted({name for run in last for name in run.counts if name.startswith("failed/source_")})
        why = f" ({', '.join(name[14:] for name in reasons)})" if reasons else ""
        yield Finding(
            outlet=outlet,
            kind="found",
            message=f"no story announced in three crawls{why}; before {median(usual):.0f} in one",
        )
    moments = [run.finished for run in runs if run.counts.get("articles/new")]
    if len(moments) >= 5:
        longest = max(later - earlier for later, earlier in pairwise(moments))
        quiet = runs[0].finished - moments[0]
        if quiet > max(3 * longest, timedelta(days=1)):
            yield Finding(
                outlet=outlet,
                kind="silent",
                message=f"no new story for {quiet.total_seconds() / 3600:.0f} hours; "
                f"never before for more than {longest.total_seconds() / 3600:.0f}",
            )
