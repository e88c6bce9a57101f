"""The bytes of a WARC file, unpacked a piece at a time and never more than was asked for.

warcio unpacks and reads lines without bounds, which a hostile file turns into all of the memory. Here a
record costs what its reader takes, and after damage reading goes on at the next record.
"""

import re
import zlib
from typing import BinaryIO

#: Bytes read from the file, and unpacked, at a time.
_PIECE = 65_536

#: The end of a head; not all programs end lines as the standard has it.
_EMPTY_LINE = re.compile(rb"\n\r?\n")

_GZIP = b"\x1f\x8b\x08"


class DamagedError(Exception):
    """The file cannot be read on from here; *reason* is ``truncated`` or ``damaged``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WarcStream:
    """Reads *file* from *offset* on, packed record by record, packed as a whole or not packed."""

    def __init__(self, file: BinaryIO, offset: int = 0) -> None:
        self._file = file
        self.packed = file.read(3) == _GZIP
        self._go_to(offset)

    def _go_to(self, offset: int) -> None:
        self._file.seek(offset)
        self._packed, self._packed_at = b"", offset
        self._plain = b""
        #: Where the member begins that the next byte comes from.
        self._member = offset
        self._unpacker: zlib._Decompress | None = None

    @property
    def place(self) -> int:
        """Where in the file the next record begins: its gzip member, or its first byte when plain."""
        if not self.packed:
            return self._packed_at - len(self._plain)
        return self._member if self._plain or self._unpacker else self._packed_at

    def _load(self) -> bool:
        data = self._file.read(_PIECE)
        self._packed += data
        return bool(data)

    def _fill(self) -> bool:
        """Have at least one plain byte; False at the end of the file."""
        while not self._plain:
            if not self._packed and not self._load():
                if self._unpacker:
                    raise DamagedError("truncated")
                return False
            if self.packed:
                self._unpack()
            else:
                self._plain, self._packed = self._packed, b""
                self._packed_at += len(self._plain)
        return True

    def _unpack(self) -> None:
        if self._unpacker is None:
            self._member = self._packed_at
            self._unpacker = zlib.decompressobj(31)
        before = len(self._packed)
        try:
            self._plain = self._unpacker.decompress(self._packed, _PIECE)
        except zlib.error as error:
            raise DamagedError("damaged") from error
        ended = self._unpacker.eof
        self._packed = self._unpacker.unused_data if ended else self._unpacker.unconsumed_tail
        self._packed_at += before - len(self._packed)
        if ended:
            self._unpacker = None

    def read(self, size: int) -> bytes:
        """The next *size* bytes, fewer only at the end of the file."""
        parts, wanted = [], size
        while wanted and self._fill():
            part = self._plain[:wanted]
            self._plain = self._plain[len(part) :]
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Pass over the next *size* bytes, which must be there."""
        while size:
            passed = len(self.read(min(size, _PIECE)))
            if not passed:
                raise DamagedError("truncated")
            size -= passed

    def read_head(self, most: int) -> bytes:
        """Everything up to and with the next empty line; at most about *most* bytes, else it is damaged."""
        head = b""
        while self._fill():
            kept = head[-2:]
            if empty := _EMPTY_LINE.search(kept + self._plain):
                taken = empty.end() - len(kept)
                head, self._plain = head + self._plain[:taken], self._plain[taken:]
                return head
            head, self._plain = head + self._plain, b""
            if len(head) > most:
                raise DamagedError("damaged")
        if head.strip():
            raise DamagedError("truncated")
        return b""

    def skip_blank(self) -> None:
        """Pass over the line ends between records."""
        while self._fill():
            self._plain = self._plain.lstrip(b"\r\n")
            if self._plain:
                return

    def find_next(self, after: int) -> bool:
        """Go to where the next record may begin behind the offset *after*; False when there is none."""
        mark = _GZIP if self.packed else b"WARC/1."
        self._go_to(after + 1)
        at, kept = after + 1, b""
        while data := self._file.read(_PIECE):
            joined = kept + data
            if (found := joined.find(mark)) >= 0:
                self._go_to(at - len(kept) + found)
                return True
            at += len(data)
            kept = joined[-len(mark) + 1 :]
        return False
