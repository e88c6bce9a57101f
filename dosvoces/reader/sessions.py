"""Sessions: signed cookies, the shared password, and tokens against forged forms."""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

import msgspec

#: Seconds a session lasts: two weeks of work.
LIFETIME = 14 * 86400

#: Seconds between two wrong passwords, of everybody together: 3,600 guesses an hour are too few for
#: any password worth the name, and nobody who knows it notices.
_PAUSE = 1.0

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

    *workers* is how many of them one reader has, each with its own count of wrong passwords.
    """

    def __init__(
        self,
        password: str = "",
        *,
        key: bytes = b"",
        workers: int = 1,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._key = key or secrets.token_bytes(32)
        self._pause = _PAUSE * workers
        self._password = hashlib.sha256(password.encode()).digest() if password else b""
        self._clock = clock
        self._lock = threading.Lock()
        self._next_attempt = 0.0
        #: Sessions that were ended before their time, and when that would have been.
        self._ended: dict[str, int] = {}

    @property
    def locked(self) -> bool:
        """Whether a password is needed."""
        return bool(self._password)

    def _sign(self, text: str, use: str) -> str:
        return hmac.new(self._key, f"{use}\0{text}".encode(), hashlib.sha256).hexdigest()

    def start(self, name: str = "") -> Session:
        """A new session."""
        return Session(name, int(self._clock()) + LIFETIME, secrets.token_hex(16))

    def take_turn(self) -> float | None:
        """Seconds to wait before :meth:`log_in`; None when too many wait already, who then may not try."""
        now = time.monotonic()
        with self._lock:
            turn = max(now, self._next_attempt)
            if turn - now > _LONGEST_WAIT:
                return None
            self._next_attempt = turn + self._pause
        return turn - now

    def log_in(self, name: str, password: str) -> Session | None:
        """A session for whoever knows the password and gives a name; whoever asks has waited for a turn."""
        digest = hashlib.sha256(password.encode(errors="replace")).digest()
        name = clean_name(name)
        if not hmac.compare_digest(digest, self._password) or not name:
            return None
        # Who knows the password guesses nothing: a class that begins together does not wait for itself.
        with self._lock:
            self._next_attempt -= self._pause
        return self.start(name)

    def end(self, session: Session) -> None:
        """Ends *session*: whoever kept its cookie is nobody any more, as far as this process is asked."""
        now = int(self._clock())
        with self._lock:
            self._ended = {nonce: until for nonce, until in self._ended.items() if until > now}
            self._ended[session.nonce] = session.expires

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
        ended = session.nonce in self._ended or session.expires <= self._clock()
        return None if ended else session

    def token(self, session: Session) -> str:
        """What our own forms send along."""
        return self._sign(session.nonce, "form")

    def is_own(self, session: Session, token: str) -> bool:
        """Whether *token* comes from a form that was made for *session*."""
        return hmac.compare_digest(self.token(session).encode(), token.encode())


def clean_name(name: str) -> str:
    """*name* as one short printable line."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:LONGEST_NAME]
