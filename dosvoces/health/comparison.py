"""Comparison of an outlet's last crawls with its own past.

Outlets differ too much for fixed limits: one signs every story, another none. Each is its own yardstick, and
only what is both large and no chance, by the binomial distribution, is a finding.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles

from dosvoces.core.runs import EXAMPLES, Finding, Measures, OutletRun
from dosvoces.health.binomial import at_least, at_most

#: Articles that the newest runs have together before they are judged, and the past before it is a yardstick.
RECENT, PAST = 12, 30

#: Runs looked at for the newest articles; an outlet that gave fewer in so many runs is judged by those.
_RECENT_RUNS = 10

#: The probability below which a difference is no chance. Each run of 400 outlets asks some 15 questions.
_CHANCE = 1e-4

#: A field has to be lost on so many more pages, of all, to matter.
_DROP = 0.25

#: How crawls end that broke: what they found says nothing of the outlet. ``died``: a process left no report.
BROKEN = ("died", "error", "store_failed")

#: Pauses between crawls from which the usual one can be told.
_PAUSES = 10

#: Silences from which the longest of an outlet can be told.
_SILENCES = 4

#: Counts of pages whose server's certificate, or whose way to be safe, was refused.
_TLS = "failed/tls_"

#: Crawls in which a source was not read before that means something, and those before them.
_LEAST_RUNS, _PAST_RUNS = 6, 12


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
            lacking[field] = (*lacking.get(field, ()), *urls)[:EXAMPLES]
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


def judge(runs: Sequence[OutletRun], now: datetime) -> tuple[Finding, ...]:
    """What is not as it was, at *now*, in the newest of *runs*, all of one outlet, newest first."""
    findings = list(_judge_crawls(runs, now))
    runs = leave_whole(runs)
    if not runs:
        return tuple(findings)
    recent, past = split(runs)
    newest, before = add_up(recent), add_up(past)
    findings += _judge_failures(*split(runs, _count_pages))
    findings += [*_judge_discovery(runs), *_judge_sources(runs), *_judge_certificates(runs)]
    if newest.articles >= RECENT // 2 and before.articles >= PAST:
        findings += _judge_fields(runs[0].outlet, newest, before)
        findings += _judge_length(runs[0].outlet, newest, before)
        findings += _judge_languages(runs[0].outlet, newest, before)
    return tuple(findings)


def leave_whole(runs: Sequence[OutletRun]) -> Sequence[OutletRun]:
    """Those of *runs* that did not break."""
    return [run for run in runs if run.ended not in BROKEN]


def _judge_crawls(runs: Sequence[OutletRun], now: datetime) -> Iterator[Finding]:
    """Whether the outlet is still crawled, and its crawls come to their end."""
    whole = leave_whole(runs)
    since = f"the last whole one {whole[0].finished:%Y-%m-%d %H:%M} UTC" if whole else "none was whole"
    if len(runs) >= 3 and all(run.ended in BROKEN for run in runs[:3]):
        why = f" ({runs[0].message[:200]})" if runs[0].message else ""
        message = f"the last three crawls broke: {runs[0].ended}{why}; {since}"
        yield Finding(outlet=runs[0].outlet, kind="crawls", message=message)
    elif len(whole) > _PAUSES:
        pauses = [(later.finished - earlier.finished).total_seconds() for later, earlier in pairwise(whole)]
        # Not the longest: a week in which nothing ran must not make a month of it pass.
        usual = timedelta(seconds=quantiles(pauses, n=20, method="inclusive")[-1])
        pause = now - whole[0].finished
        if pause > max(3 * usual, timedelta(days=1)):
            message = (
                f"no crawl for {pause.total_seconds() / 3600:.0f} hours, {since}; before, "
                f"hardly ever for more than {usual.total_seconds() / 3600:.1f}"
            )
            yield Finding(outlet=runs[0].outlet, kind="crawls", message=message)


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
        if name.startswith(_TLS):
            continue
        if number / pages - share >= _DROP and at_least(number, pages, max(share, 0.02)) < _CHANCE:
            yield Finding(
                outlet=recent[0].outlet,
                kind=name.replace("/", ":"),
                message=f"{number} of {pages} pages: {name.replace('/', ', ')}; before {share:.0%}",
                last_good=add_up(past).good.get("body", ""),
            )


def _measure_silences(runs: Sequence[OutletRun]) -> list[timedelta]:
    """How long nothing new was found: since the last crawl that found something, before that one, and so on.

    While nobody crawled, nobody knows: of a pause no more counts than twice the usual, so that neither weeks
    without a crawl nor a clock that was wrong make a silence pass.
    """
    pauses = [later.finished - earlier.finished for later, earlier in pairwise(runs)]
    most = timedelta(seconds=2 * median(pause.total_seconds() for pause in pauses or [timedelta()]))
    silences = [timedelta()]
    for run, pause in zip(runs, [*pauses, timedelta()], strict=True):
        if run.counts.get("articles/new"):
            silences.append(timedelta())
        silences[-1] += min(max(pause, timedelta()), most)
    return silences[:-1] if len(silences) > 1 else silences  # how long the first one was is not known


def _judge_sources(runs: Sequence[OutletRun]) -> Iterator[Finding]:
    """Whether a source has not been read for a day, while others are and it was before."""
    last = [run for run in runs if runs[0].finished - run.finished <= timedelta(days=1)]
    last = last if len(last) >= _LEAST_RUNS else list(runs[:_LEAST_RUNS])
    past = runs[len(last) :]
    if len(past) < _PAST_RUNS or not any(run.counts.get("announced/stories") for run in last):
        return
    for name in runs[0].counts:
        reason = name.removeprefix("failed/source_")
        before = sum(bool(run.counts.get(name)) for run in past)
        if reason.startswith("tls_"):
            continue
        if reason != name and all(run.counts.get(name) for run in last) and before < len(past) / 2:
            message = (
                f"a source was read in none of {len(last)} crawls ({reason}); before, in all but {before}"
            )
            yield Finding(outlet=runs[0].outlet, kind=f"sources:{reason}", message=message)


def _judge_certificates(runs: Sequence[OutletRun]) -> Iterator[Finding]:
    """Whether a source, or a quarter of the pages, cannot be had safely: which no past makes right."""
    recent, _ = split(runs, _count_pages)
    pages, bad = _pages(recent)
    for reason in sorted({name[name.index("tls_") :] for name in (*runs[0].counts, *bad) if "tls_" in name}):
        sources, lost = runs[0].counts.get(f"failed/source_{reason}", 0), bad.get(f"failed/{reason}", 0)
        if sources or (pages >= RECENT // 2 and lost / pages >= _DROP):
            message = (
                f"no safe connection: {sources} sources of the last crawl, {lost} of {pages} pages: {reason}"
            )
            yield Finding(outlet=runs[0].outlet, kind=f"certificate:{reason}", message=message)


def _judge_discovery(runs: Sequence[OutletRun]) -> Iterator[Finding]:
    """Whether the outlet's sources still announce stories, and whether new ones still come."""
    outlet, last = runs[0].outlet, runs[:3]
    usual = [run.counts["announced/stories"] for run in runs[3:] if run.counts.get("announced/stories")]
    silent = all(not run.counts.get("announced/stories") for run in last)
    if len(last) == 3 and silent and not any(run.total("unchanged") for run in last):
        failed = [{name for name in run.counts if name.startswith("failed/source_")} for run in last]
        reasons = sorted(set().union(*failed))
        why = f" ({', '.join(name[14:] for name in reasons)})" if reasons else ""
        if len(usual) >= 3:
            message = f"no story announced in three crawls{why}; before {median(usual):.0f} in one"
            yield Finding(outlet=outlet, kind="found", message=message)
        elif all(failed):
            yield Finding(
                outlet=outlet, kind="found", message=f"no source could be read in three crawls{why}"
            )
    quiet, *silences = _measure_silences(runs)
    if len(silences) >= _SILENCES:
        longest = max(silences)
        if quiet > max(3 * longest, timedelta(days=1)):
            yield Finding(
                outlet=outlet,
                kind="silent",
                message=f"no new story for {quiet.total_seconds() / 3600:.0f} hours; "
                f"never before for more than {longest.total_seconds() / 3600:.0f}",
            )
