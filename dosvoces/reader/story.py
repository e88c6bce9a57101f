"""The page of a story: its rows, provenance and choices."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.quality_classes import find_quality
from dosvoces.core.record import Article, Segment
from dosvoces.corpus.mixing import MEASURES, measure_article
from dosvoces.reader.citations import find_local_day
from dosvoces.reader.interface import Interface
from dosvoces.reader.mixing import show_measure
from dosvoces.reader.rows import Group, lay_out
from dosvoces.store.browsing import FullStory

#: What can be picked of a story: all of it, or a sentence of either voice.
_COLLECT = re.compile(r"story|[so][1-9]\d{0,5}", re.ASCII)

#: Ways to lay a story out.
LAYOUTS = ("side", "interleaved", "source", "target")


def story_path(article_id: str, version: int | None = None) -> str:
    """The address of a story."""
    path = f"/story/{quote(article_id, safe='')}"
    return path if version is None else f"{path}/{version}"


class View(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody wants to see a story."""

    layout: str = "side"
    #: ``translation``, or ``own`` for the outlet's own edition.
    voice: str = "translation"
    checks: bool = False
    images: bool = False
    #: Number of the sentence that is being corrected.
    correct: int = 0
    #: What is being picked for a collection: the anchor of a sentence, or ``story``.
    collect: str = ""
    #: The voice that is shown when an address names none; empty to name each.
    first: str = "translation"

    @property
    def permanent(self) -> "View":
        """The voice that is shown and nothing else: what is there for good."""
        return View(voice=self.voice, first="")

    @property
    def anchor(self) -> str:
        """What stands before a sentence's number in its address; no two voices number the same sentences."""
        return "o" if self.voice == "own" else "s"

    def address(self, path: str, **other: Any) -> str:
        """The address of the story at *path* seen this way, some of it *other*."""
        names = [name for name in self.__struct_fields__ if name != "first"]
        values = {name: getattr(self, name) for name in names} | other
        default = View(voice=self.first)
        rest = {
            name: int(value) if isinstance(value, bool) else value
            for name, value in values.items()
            if value != getattr(default, name)
        }
        return f"{path}?{urlencode(rest)}" if rest else path

    @property
    def plain(self) -> "View":
        """The same without a form."""
        return msgspec.structs.replace(self, correct=0, collect="")

    def begin(self, path: str, name: str) -> str:
        """The address of the form *name*, ``correct`` or ``collect``, without the sentence: it comes last."""
        address = self.plain.address(path)
        return f"{address}{'&' if '?' in address else '?'}{name}="


def list_voices(full: FullStory) -> tuple[str, ...]:
    """The other voices to choose from, where there are two: the translation and the outlet's own edition."""
    if full.record.counterpart is None or not select_segments(full, "translation"):
        return ()
    return ("own", "translation")


def find_first_voice(full: FullStory) -> str:
    """The voice that is shown first: the outlet's own edition where it is aligned."""
    return "own" if select_segments(full, "own") and full.record.counterpart is not None else "translation"


def read_view(params: Mapping[str, str], full: FullStory, usual: str = "") -> View:
    """The view that an address asks for, as far as the story has it; *usual* is somebody's own layout."""
    layout, correct = params.get("layout", ""), params.get("correct", "")
    collect = params.get("collect", "")
    first = find_first_voice(full)
    translated = bool(select_segments(full, "translation"))
    asked = params.get("voice") or ("translation" if correct or re.match(r"s\d", collect) else first)
    voice = "own" if first == "own" and (asked == "own" or not translated) else "translation"
    return View(
        layout=next(name for name in (layout, usual, "side") if name in LAYOUTS),
        voice=voice,
        checks=params.get("checks") == "1",
        images=params.get("images") == "1",
        correct=int(correct) if correct.isdecimal() and len(correct) < 6 and voice == "translation" else 0,
        collect=collect if _COLLECT.fullmatch(collect) else "",
        first=first,
    )


def select_segments(full: FullStory, voice: str) -> tuple[Segment, ...]:
    """The segments of one voice."""
    return tuple(each for each in full.record.segments if (each.origin == "human") == (voice == "own"))


def find_flagged(segments: Sequence[Segment], flag: str) -> int:
    """The number of the first of *segments* in which the check *flag* failed; 0 for none."""
    return next((number for number, each in enumerate(segments, 1) if flag in each.flags), 0)


def lay_out_voice(full: FullStory, voice: str) -> tuple[Group, ...]:
    """The story beside its translation, or beside its outlet's own edition."""
    record, segments = full.record, select_segments(full, voice)
    if voice == "own" and record.counterpart is not None:
        own = record.counterpart
        return lay_out(record.article, segments, own.blocks, own.in_language, own.fragments)
    return lay_out(record.article, segments, record.translation, record.target_language)


def describe_engines(segments: Sequence[Segment], t: Interface) -> str:
    """Which engines made the sentences, and how good each is; empty where no machine had a part."""
    made = {
        each.engine: quality for each in segments if (quality := find_quality(each)) not in (None, "human")
    }
    return ", ".join(f"{engine} ({t.name('quality', quality)})" for engine, quality in sorted(made.items()))


def describe_rights(article: Article, t: Interface) -> str:
    """The signals about reuse that were seen, in one line."""
    rights = article.rights
    signals = list(rights.robots)
    if rights.tdm_reservation is not None:
        signals.append(f"tdm-reservation: {int(rights.tdm_reservation)}")
    signals += [text for text in (rights.tdm_policy, rights.license) if text]
    if not article.is_accessible_for_free:
        signals.append(t("provenance.paid"))
    return " · ".join(signals) or t("provenance.no_rights")


def describe_origins(segments: Sequence[Segment], t: Interface) -> str:
    """How many sentences come from where."""
    counts = Counter(segment.origin for segment in segments)
    return ", ".join(
        f"{t.number(number)} {t.name('origin', origin)}" for origin, number in counts.most_common()
    )


def describe_published(article: Article, t: Interface) -> str:
    """When the outlet says that it published, at its place; a day alone where it tells no time."""
    if article.date_published is None:
        return ""
    if article.date_precision == "minute":
        return t.time(article.date_published, article.zone)
    return t.day(str(find_local_day(article)))


def describe_mixing(article: Article, t: Interface) -> str:
    """How the text mixes languages, in words and measures; empty where it has no words."""
    sums = measure_article(article.blocks, article.fragments, article.in_language)
    if not sums.tagged:
        return ""
    counts = t(
        "provenance.mixing_value",
        other=t.number(sums.other),
        words=t.number(sums.tagged),
        switches=t.number(sums.switches),
    )
    measures = [
        f"{t.name('measure', name)} {show_measure(t, name, getattr(sums, name))}" for name in MEASURES[2:]
    ]
    return "; ".join([counts, *measures])


def describe_provenance(full: FullStory, outlet: str, t: Interface) -> list[tuple[str, str]]:
    """Name and value of everything that is known about where the story comes from, as plain text."""
    article = full.article
    language = t(
        "provenance.language_value",
        language=t.name("language", base_language(article.in_language)),
        sure=t.percent(article.in_language_confidence),
    )
    engines = sorted({segment.engine for segment in full.record.segments if segment.engine})
    rows = [
        ("outlet", outlet),
        ("published", describe_published(article, t)),
        ("modified", t.time(article.date_modified, article.zone) if article.date_modified else ""),
        ("retrieved", t.time(article.retrieved_at)),
        ("language", language),
        ("engine", ", ".join(engines)),
        ("origins", describe_origins(full.record.segments, t)),
        ("mixing", describe_mixing(article, t)),
        ("rights", describe_rights(article, t)),
        ("archive", article.warc or t("provenance.no_archive")),
        ("extractor", article.extractor_version),
        ("hash", article.content_hash),
        ("id", f"{article.id}, {t('story.version', n=article.version)}"),
    ]
    return [(t(f"provenance.{name}"), text) for name, text in rows if text]
