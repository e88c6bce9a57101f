"""CDXJ: the index beside a WARC file, a line for each response, sorted by address."""

import json
import os
import re
import socket
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

#: This machine's name as files have it: those of others in a shared folder are theirs.
MACHINE = re.sub(r"[^a-z0-9]+", "-", socket.gethostname().lower()).strip("-") or "unknown"

#: Addresses in an index are cut here; a hostile one of a megabyte is nobody's story.
_LONGEST = 2_000


def index_file(path: Path) -> Path:
    """Where the index of the WARC file at *path* is."""
    return path.with_name(path.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")


def sort_key(url: str) -> str:
    """The sort-friendly form of *url*: ``https://www.example.com/A?b=1`` becomes ``com,example)/a?b=1``."""
    try:
        parts = urlsplit(canonicalize_url(url[:_LONGEST]))
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url[:_LONGEST].replace(" ", "%20").lower()
    place = host if ":" in host else ",".join(reversed(host.split(".")))
    port_part = f":{port}" if port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{place}{port_part}){parts.path or '/'}{query}".lower().replace(" ", "%20")


def index_line(
    url: str, date: str, status: int, kind: str, digest: str, length: int, offset: int, file: str
) -> str:
    """One line of an index; *date* is the record's WARC-Date, *length* the bytes of its gzip member."""
    stamp = "".join(letter for letter in date if letter.isdigit())[:14]
    fields = {
        "url": url,
        "mime": kind,
        "status": str(status),
        "digest": digest,
        "length": str(length),
        "offset": str(offset),
        "filename": file,
    }
    return f"{sort_key(url)} {stamp} {json.dumps(fields, ensure_ascii=False)}"


def write_index(path: Path, lines: Iterable[str]) -> Path:
    """Write the index of the WARC file at *path*, as a whole or not at all; gives where it is."""
    target = index_file(path)
    part = target.with_name(f"{target.name}.{MACHINE}.{os.getpid()}.part")
    try:
        part.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return target
