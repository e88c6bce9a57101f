"""The report of a check: what was seen of an outlet, and the verdict."""

from datetime import date, datetime

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Article

#: Words a story has at least; a teaser or a caption alone has fewer.
LEAST_WORDS = 40

#: Days without a story after which an outlet is remarked upon; weeklies and holidays are well below.
SILENT_DAYS = 30


class SourceReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a source announced."""

    kind: str
    url: str
    #: Why it cannot be used, as in ``robots`` or ``http_404``; empty when it can.
    problem: str = ""
    stories: int = 0
    newest: datetime | None = None


class StoryReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of the newest readable story that the sources of one language announced."""

    #: The language that its source, or its address, is for; primary tag only.
    announced_as: str
    url: str = ""
    #: Why no story could be read; empty when one was.
    problem: str = ""
    headline: str = ""
    words: int = 0
    published: datetime | None = None
    language: str = ""


class OutletReport(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an outlet can be followed, and what is wrong where it cannot."""

    outlet: str
    at: date
    #: Whether anything answered at all; nothing does where there is no network.
    reached: bool
    #: Whether a source of each language, and a story of each that was announced, could be read.
    ok: bool
    newest: datetime | None
    #: What stands in the way, and what is worth knowing although it does not.
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    sources: tuple[SourceReport, ...] = ()
    stories: tuple[StoryReport, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether a source leads into a private network, which its file does not allow."""
        return any(source.problem == "private_address" for source in self.sources)


def check_story(announced_as: str, article: Article) -> StoryReport:
    """Whether *article* is one that a reader would call a story."""
    words = len(article.text.split())
    problem = "no_headline" if not article.headline.strip() else "too_short" if words < LEAST_WORDS else ""
    return StoryReport(
        announced_as=announced_as,
        url=article.url,
        problem=problem,
        headline=article.headline,
        words=words,
        published=article.date_published,
        language=article.in_language,
    )


def make_report(
    outlet: Outlet,
    sources: tuple[SourceReport, ...],
    stories: tuple[StoryReport, ...],
    reached: bool,
    today: date,
) -> OutletReport:
    """The report on *outlet* as of *today*: its problems are those of its sources and of its stories.

    A source that is broken is a problem; it fails the outlet only when no other one of its language works.
    """
    problems = [f"{source.url} {explain(source.problem)}" for source in sources if source.problem]
    problems += [f"{story.url} {explain(story.problem)}" for story in stories if story.problem]
    dates = [
        time
        for each in (*sources, *stories)
        if (time := getattr(each, "newest", getattr(each, "published", None)))
    ]
    newest = max(dates, default=None)
    remarks = []
    if newest and (today - newest.date()).days > SILENT_DAYS:
        remarks.append(f"no story since {newest.date()}")
    for story in stories:
        if story.problem:
            continue
        if base_language(story.language) != story.announced_as:
            remarks.append(f"{story.url} is in {story.language}, announced as {story.announced_as}")
        if not story.published:
            remarks.append(f"{story.url} tells no date")
    return OutletReport(
        outlet=outlet.key,
        at=today,
        reached=reached,
        ok=reached
        and _are_covered(outlet, sources)
        and bool(stories)
        and not any(story.problem for story in stories),
        newest=newest,
        problems=tuple(problems),
        remarks=tuple(remarks),
        sources=sources,
        stories=stories,
    )


def _are_covered(outlet: Outlet, sources: tuple[SourceReport, ...]) -> bool:
    """Whether a source of each language that *outlet* has sources for works."""
    working = {source.url for source in sources if not source.problem}
    languages: dict[str, bool] = {}
    for source in outlet.sources:
        language = base_language(source.language or outlet.language)
        languages[language] = languages.get(language, False) or source.url in working
    return all(languages.values())


#: What the short reasons mean; statuses and the names of errors speak for themselves.
_MEANINGS = {
    "challenge": "shows a robot check instead of a story",
    "connection": "could not be fetched: the connection broke",
    "consent": "shows a consent page instead of a story",
    "damaged_gzip": "is damaged: it cannot be unpacked",
    "dns": "could not be fetched: the host's name is unknown",
    "empty": "announces nothing",
    "listing": "is a list of stories instead of one",
    "no_feed": "is no feed",
    "no_headline": "gave a story without a headline",
    "no_sitemap": "is no sitemap",
    "not_asked": "was not asked",
    "offsite": "leads to another site",
    "offsite_only": "announces nothing on the outlet's domains",
    "paywall": "shows a wall instead of a story",
    "private_address": "leads into a private network; an outlet on your own machines says "
    "`private_network = true` in its file",
    "refused": "could not be fetched: the connection was refused",
    "robots": "is forbidden by robots.txt",
    "robots_unavailable": "was not asked for: robots.txt could not be had",
    "timeout": "did not answer in time",
    "tls_certificate": "could not be fetched: its server's certificate is not sound",
    "tls_expired": "could not be fetched: its server's certificate has expired",
    "tls_handshake": "could not be fetched: its server offers no safe connection that is possible here",
    "tls_not_yet_valid": "could not be fetched: its server's certificate is not valid yet",
    "tls_self_signed": "could not be fetched: its server's certificate is signed by itself",
    "tls_unknown_issuer": "could not be fetched: its server's certificate leads to no authority that is "
    "trusted here; often a part of the chain is missing",
    "tls_wrong_host": "could not be fetched: its server's certificate is for another host",
    "too_large": "is too large",
    "too_short": f"gave fewer than {LEAST_WORDS} words",
    "wrong_type": "is no web page",
}


def explain(problem: str) -> str:
    """The short reason *problem* in words that follow an address."""
    if problem.startswith("http"):
        return f"answered with status {problem[5:]}"
    return _MEANINGS.get(problem, f"failed: {problem}")
