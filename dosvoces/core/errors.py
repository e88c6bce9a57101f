"""Every error dosvoces raises on purpose.

::

    DosvocesError
    ├── SettingError        a setting has a value it cannot have
    ├── OutletError         an outlet file is missing, unreadable or wrong
    ├── PageError           a page gives no article, an archive no page
    │   └── NotAnArticle    ... because it is something else: a wall, an error page, a listing
    ├── RenderingMissing    pages that need JavaScript cannot be rendered: the extra or the browser is missing
    ├── PackageError        a translation package is missing, damaged or hostile
    ├── EngineError         a translation engine failed
    │   ├── EngineMissing   ... because it is not installed
    │   └── SentenceError   ... at these sentences; others it may translate
    ├── StoreError          the store cannot be opened, read or written
    │   ├── QueryError      ... since a query cannot be understood
    │   └── StoreAway       ... because its database does not answer, or is locked: it may come back
    ├── JobError            a job of the queue was not done; it is tried again
    │   ├── PermanentJobError   ... and is not, as that would not help
    │   └── JobGivenBack    ... because its worker was told to stop
    ├── ExportError         records cannot be written out or read back
    └── BulkError           files cannot be worked on in bulk: one is missing, a driver fails

A message says what went wrong, where (file, outlet, URL) and what to do about it.
"""


class DosvocesError(Exception):
    """Something a user can act upon; the command line shows its message without a traceback."""

    #: Exit status of the command line when this error ends it.
    exit_code = 1


class SettingError(DosvocesError):
    """A setting has a value it cannot have."""

    exit_code = 2


class OutletError(DosvocesError):
    """An outlet file is missing, unreadable or wrong."""

    exit_code = 3


class PageError(DosvocesError):
    """A page gives no article, an archive no page; *reason* is a short machine-readable cause."""

    exit_code = 4

    def __init__(self, message: str, *, url: str = "", reason: str = "unreadable") -> None:
        super().__init__(message)
        self.url = url
        self.reason = reason


class NotAnArticle(PageError):
    """A page is something other than an article; *reason* says what, e.g. ``paywall``."""


class RenderingMissing(DosvocesError):
    """Pages that need JavaScript cannot be rendered; the message says what to install."""

    exit_code = 9
    #: What pages are counted under that could not be rendered for it.
    reason = "no_browser"


class PackageError(DosvocesError):
    """A translation package is missing, damaged or hostile."""

    exit_code = 5


class EngineError(DosvocesError):
    """A translation engine failed."""

    exit_code = 6


class EngineMissing(EngineError):
    """A translation engine is not installed; the message says how to get it."""


class SentenceError(EngineError):
    """A translation engine failed at what it was given; at other sentences it may not."""


class StoreError(DosvocesError):
    """The store cannot be opened, read or written."""

    exit_code = 7


class QueryError(StoreError):
    """A query that cannot be understood; it says at which character.

    *problem*, where it stands *at* and its *values* are there for other languages; see
    :mod:`dosvoces.corpus.query_problems`.
    """

    def __init__(
        self,
        message: str,
        problem: str = "",
        at: int | None = None,
        values: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.problem, self.at, self.values = problem, at, values or {}


class StoreAway(StoreError):
    """The database of the store does not answer, or somebody else has it locked; it may come back."""


class JobError(DosvocesError):
    """A job of the queue was not done."""

    exit_code = 10


class PermanentJobError(JobError):
    """A job was not done, and would not be if it were tried again."""


class JobGivenBack(JobError):
    """A job was given back, because its worker was told to stop."""


class ExportError(DosvocesError):
    """Records cannot be written out or read back."""

    exit_code = 8


class BulkError(DosvocesError):
    """Files cannot be worked on in bulk: one is missing or a driver fails."""

    exit_code = 11
