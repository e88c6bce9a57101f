"""Sessions: signed cookies, the shared password, and tokens against forged forms."""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

#: Seconds a session lasts: two weeks of work.
LIFETIME = 14 * 86400

#: Seconds between two wrong passwords of one address: 3,600 guesses an hour are too few for any password
#: worth the name, and nobody who knows it notices.
_PAUSE = 1.0

#: Addresses that have a turn of their own; those that come while so many wait share one.
_MOST_ADDRESSES = 1000

#: Seconds that anybody waits for their turn; those who would wait longer are turned away.
_LONGEST_WAIT = 5.0

#: Characters of a name; longer ones are not names.
LONGEST_NAME = 80


class Session(msgspec.Struct, frozen=True):
    """Somebody's session; the name is empty when nobody had to log in."""

    name: str
    expires: int
    nonce: str


class Sessions:
    """Makes and reads session cookies; those of a *key* are good wherever it is known.

    *workers* is how many of them one reader has, each with its own count of wrong passwords; *ended* is the
    file in which they tell each other of sessions that were ended before their time.
    """

    def __init__(
        self,
        password: str = "",
        *,
        key: bytes = b"",
        workers: int = 1,
        ended: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._key = key or secrets.token_bytes(32)
        self._pause = _PAUSE * workers
        self._password = hashlib.sha256(password.encode()).digest() if password else b""
        self._clock = clock
        self._lock = threading.Lock()
        #: When each address may try next.
        self._turns: dict[str, float] = {}
        self._ended_file = ended
        self._ended_size = 0
        #: Sessions that were ended before their time.
        self._ended: set[str] = set()

    @property
    def locked(self) -> bool:
        """Whether a password is needed."""
        return bool(self._password)

    def _sign(self, text: str, use: str) -> str:
        return hmac.new(self._key, f"{use}\0{text}".encode(), hashlib.sha256).hexdigest()

    def start(self, name: str = "") -> Session:
        """A new session."""
        return Session(name, int(self._clock()) + LIFETIME, secrets.token_hex(16))

    def take_turn(self, address: str = "") -> float | None:
        """Seconds to wait before :meth:`log_in`; None when too many of *address* wait already."""
        now = time.monotonic()
        with self._lock:
            if len(self._turns) >= _MOST_ADDRESSES:
                self._turns = {each: turn for each, turn in self._turns.items() if turn > now}
            key = address if address in self._turns or len(self._turns) < _MOST_ADDRESSES else ""
            turn = max(now, self._turns.get(key, 0.0))
            if turn - now > _LONGEST_WAIT:
                return None
            self._turns[key] = turn + self._pause
        return turn - now

    def log_in(self, name: str, password: str, address: str = "") -> Session | None:
        """A session for whoever knows the password and gives a name; whoever asks has waited for a turn."""
        digest = hashlib.sha256(password.encode(errors="replace")).digest()
        name = clean_name(name)
        if not hmac.compare_digest(digest, self._password) or not name:
            return None
        # Who knows the password guesses nothing: a class that begins together does not wait for itself.
        with self._lock:
            if address in self._turns:
                self._turns[address] -= self._pause
        return self.start(name)

    def end(self, session: Session) -> None:
        """Ends *session*: whoever kept its cookie is nobody any more."""
        with self._lock:
            self._ended.add(session.nonce)
        if self._ended_file is not None:
            # Lines so short are appended whole, whoever else appends.
            with self._ended_file.open("a", encoding="ascii") as file:
                file.write(f"{session.nonce}\n")

    def _is_ended(self, session: Session) -> bool:
        """Whether *session* was ended, here or in another process."""
        if self._ended_file is not None and self._ended_file.exists():
            size = self._ended_file.stat().st_size
            if size != self._ended_size:
                self._ended |= set(self._ended_file.read_text("ascii").split())
                self._ended_size = size
        return session.nonce in self._ended

    def write(self, session: Session) -> str:
        """The cookie of *session*."""
        text = base64.urlsafe_b64encode(msgspec.json.encode(session)).decode()
        return f"{text}.{self._sign(text, 'session')}"

    def read(self, cookie: str) -> Session | None:
        """The session of *cookie*; None when we did not write it or it has ended."""
        text, _, signature = cookie.rpartition(".")
        # Bytes, because a hostile cookie may hold anything.
        if not hmac.compare_digest(self._sign(text, "session").encode(), signature.encode()):
            return None
        session = msgspec.json.decode(base64.urlsafe_b64decode(text), type=Session)
        return None if self._is_ended(session) or session.expires <= self._clock() else session

    def token(self, session: Session) -> str:
        """What our own forms send along."""
        return self._sign(session.nonce, "form")

    def is_own(self, session: Session, token: str) -> bool:
        """Whether *token* comes from a form that was made for *session*."""
        return hmac.compare_digest(self.token(session).encode(), token.encode())


def clean_name(name: str) -> str:
    """*name* as one short printable line."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:LONGEST_NAME]
