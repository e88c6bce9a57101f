"""Archived responses as pages: what a crawl would have seen, without a network."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils._compression import _inflate, _unbrotli, _unzstd
from scrapy.utils.gz import gunzip

from dosvoces.core.errors import PageError
from dosvoces.core.record import Announced, Page
from spiders.cdxj import index_line
from spiders.compression import is_cut, lacks_end, unpack_unsaid
from spiders.context import ANNOUNCED
from spiders.responses import ARCHIVED, make_page
from spiders.warc import RENDERED_TYPE, Archived
from spiders.warc_reader import Answer, Damage, Record, read_answer, read_records

#: What Scrapy unpacks, so that a replayed body is the one that the crawl read.
_UNPACK = {"gzip": gunzip, "x-gzip": gunzip, "deflate": _inflate, "br": _unbrotli, "zstd": _unzstd}

_WANTED = frozenset({"response", "metadata", "conversion"})


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """An archived page, or why a record gave none."""

    #: Where the record is, as ``file:offset``.
    place: str
    page: Page | None = None
    #: ``truncated``, ``damaged``, ``too_large``, ``no_http``, ``encoding``; empty when there is a page.
    problem: str = ""
    #: What the crawl asked for: ``page``, ``source``, ``other``; ``rendered`` for a page that a browser
    #: rendered, ``unrendered`` for one that it could not; empty in archives of others.
    role: str = ""
    #: Whether the file is cut off or damaged there, so that nobody knows what is lost.
    is_damage: bool = False


def find_archives(path: Path) -> list[Path]:
    """The WARC files that *path* is or has below it, in the order in which they were begun."""
    if not path.exists():
        raise PageError(f"{path}: there is no such file or folder", url=str(path), reason="missing")
    if path.is_file():
        return [path]
    found = [file for file in path.rglob("*.warc*") if file.name.endswith((".warc", ".warc.gz"))]
    if not found:
        raise PageError(f"{path}: there is no WARC file in this folder", url=str(path), reason="missing")
    return sorted(found, key=lambda file: (file.name, str(file)))


def read_pages(path: Path, most: int, offset: int = 0) -> Iterator[Recorded]:
    """What the WARC file at *path* has of pages, in its order, from *offset* on.

    Bodies of more than *most* bytes, unpacked, are left out; memory is bounded by a few of them whatever
    the file holds.
    """
    about: dict[str, str] = {}
    # Held until it is known whether a browser made something of it, which is what the crawl read.
    held: tuple[str, Recorded] | None = None
    with path.open("rb") as file:
        for record in read_records(file, _WANTED, 2 * most, offset):
            if held:
                yield _read_rendered(record, *held, most)
                held = None
            if isinstance(record, Damage):
                place, is_damage = f"{path.name}:{record.offset}", record.reason != "too_large"
                yield Recorded(place=place, problem=record.reason, is_damage=is_damage)
            elif record.type == "metadata":
                about = _read_fields(record)
            elif record.type == "response":
                identity = record.headers.get("warc-record-id", "")
                same = about.get("concurrent") in (None, identity)
                held = identity, _read_page(record, path.name, about if same else {}, most)
                about = {}
    if held:
        yield _read_rendered(None, *held, most)


def read_page(path: Path, offset: int, most: int) -> Recorded | None:
    """The page whose record begins at *offset* of the WARC file at *path*."""
    return next(read_pages(path, most, offset), None)


def _read_fields(record: Record) -> dict[str, str]:
    pairs = (line.partition(":") for line in record.block.decode("utf-8", "replace").splitlines()[:100])
    fields = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return {**fields, "concurrent": record.headers.get("warc-concurrent-to", "")}


def _read_page(record: Record, file: str, about: dict[str, str], most: int) -> Recorded:
    place, role = f"{file}:{record.offset}", about.get("role", "")
    url = record.headers.get("warc-target-uri", "").strip("<>")
    moment = read_date(record.headers.get("warc-date", ""))
    answer = read_answer(record.block)
    if not answer or not moment or not url.startswith(("http://", "https://")):
        return Recorded(place=place, problem="no_http", role=role)
    try:
        body, headers = unpack(answer, most)
        # Others' archives leave headers out that our own have.
        if role in ("page", "rendered") and "content-length" not in headers and lacks_end(body):
            return Recorded(place=place, problem="truncated", role=role)
        told = _read_announced(about.get("announced", ""))
        request = Request(url, meta={ARCHIVED: Archived(place, moment), ANNOUNCED: told})
        response = Response(url, status=answer.status, headers=headers, body=body, request=request)
    except IgnoreRequest as error:
        return Recorded(place=place, problem=str(error), role=role)
    except ValueError:  # an address that is none
        return Recorded(place=place, problem="no_http", role=role)
    return Recorded(place=place, page=make_page(response, about.get("outlet", ""), moment), role=role)


def _read_announced(text: str) -> Announced | None:
    """What was said of when the story of an archived page was published; None when nothing was."""
    moment, _, kind = text.partition(" ")
    at = read_date(moment)
    return Announced(at, kind) if at and kind in ("feed", "news-sitemap") else None


def unpack(answer: Answer, most: int) -> tuple[bytes, dict[str, list[bytes]]]:
    """The body of *answer* unpacked, as Scrapy does it, and the headers that are left.

    Raises :exc:`~scrapy.exceptions.IgnoreRequest` saying ``too_large``, ``truncated`` or ``encoding``.
    """
    headers: dict[str, list[bytes]] = {}
    for name, value in answer.headers:
        headers.setdefault(name.lower(), []).append(value.encode("latin-1"))
    packings = b",".join(headers.pop("content-encoding", [])).decode("latin-1").lower().split(",")
    encodings, body = [name.strip() for name in packings if name.strip()], answer.body
    if is_cut(body, ",".join(encodings), most):
        raise IgnoreRequest("truncated")
    while encodings and encodings[-1] in _UNPACK:
        try:
            body = _UNPACK[encodings.pop()](body, max_size=most)
        except ValueError as error:
            raise IgnoreRequest("too_large") from error
        except Exception as error:  # each packing has errors of its own
            # Some archives hold the unpacked body and the header that tells otherwise.
            if body.lstrip()[:1] != b"<":
                raise IgnoreRequest("encoding") from error
    try:
        body = unpack_unsaid(body, most)
    except ValueError as error:
        raise IgnoreRequest("too_large") from error
    if len(body) > most:
        raise IgnoreRequest("too_large")
    if encodings:
        headers["content-encoding"] = [name.encode("latin-1") for name in encodings]
    return body, headers


def _read_rendered(record: Record | Damage | None, identity: str, served: Recorded, most: int) -> Recorded:
    """What was *served* as it was rendered, when that is what *record*, the next one, holds."""
    if (
        not isinstance(record, Record)
        or record.type != "conversion"
        or not served.page
        or record.headers.get("warc-refers-to") != identity
        or record.headers.get("content-type") != RENDERED_TYPE
    ):
        # The archive was cut off between the two.
        return Recorded(place=served.place, problem="truncated") if served.role == "rendered" else served
    if len(record.block) > most:
        return Recorded(place=served.place, problem="too_large", role=served.role)
    headers = {**served.page.headers, "content-type": RENDERED_TYPE}
    page = msgspec.structs.replace(served.page, body=record.block, headers=headers)
    return msgspec.structs.replace(served, page=page)


def read_date(text: str) -> datetime | None:
    """The moment of a WARC-Date, None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_index_lines(path: Path) -> Iterable[str]:
    """The lines of an index of the WARC file at *path*, which another process left unfinished."""
    with path.open("rb") as file:
        previous: tuple[Record, int] | None = None
        records = read_records(file, frozenset({"response", "revisit"}), 64 * 1024 * 1024, 0)
        for record in records:
            if previous:
                yield _index(previous[0], record.offset, path.name)
            previous = None
            if isinstance(record, Record) and record.type in ("response", "revisit"):
                previous = (record, record.offset)
        if previous:
            yield _index(previous[0], path.stat().st_size, path.name)


def _index(record: Record, end: int, file: str) -> str:
    answer = read_answer(record.block)
    kinds = [value for name, value in (answer.headers if answer else ()) if name.lower() == "content-type"]
    return index_line(
        record.headers.get("warc-target-uri", ""),
        record.headers.get("warc-date", ""),
        answer.status if answer else 0,
        "warc/revisit" if record.type == "revisit" else (kinds[0].split(";")[0].strip() if kinds else "unk"),
        record.headers.get("warc-payload-digest", "").removeprefix("sha1:"),
        end - record.offset,
        record.offset,
        file,
    )
