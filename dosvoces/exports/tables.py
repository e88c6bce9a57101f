"""Tables of rows, for programs and notebooks: read one by one, or taken as a frame of pandas or Polars."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.exports.frames import list_polars_types, set_pandas_types

if TYPE_CHECKING:
    import pandas
    import polars

RowT = TypeVar("RowT", bound=msgspec.Struct)


class Rows(Generic[RowT]):
    """The rows of a table, in their order; each time that they are gone through, they are read anew.

    Memory does not grow with their number as long as nobody keeps them; :meth:`to_pandas` and
    :meth:`to_polars` do. A frame's types are those of the columns, whatever is in the rows. Millions of rows
    are sooner read by these libraries from a dataset's Parquet files.
    """

    def __init__(self, kind: type[RowT], read: Callable[[], Iterable[RowT]]) -> None:
        self._kind = kind
        self._read = read

    def __iter__(self) -> Iterator[RowT]:
        return iter(self._read())

    def __repr__(self) -> str:
        return f"<Rows of {self._kind.__name__}: {', '.join(self.columns)}>"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._kind.__struct_fields__

    def to_pandas(self) -> "pandas.DataFrame":
        """All rows as a frame of pandas; raises :exc:`~dosvoces.core.errors.ExportError` without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise ExportError("to_pandas needs its library: pip install pandas") from error
        return set_pandas_types(pandas.DataFrame(self._to_dicts(), columns=list(self.columns)), self._kind)

    def to_polars(self) -> "polars.DataFrame":
        """All rows as a frame of Polars; raises :exc:`~dosvoces.core.errors.ExportError` without Polars."""
        try:
            import polars
        except ImportError as error:
            raise ExportError("to_polars needs its library: pip install polars") from error
        return polars.DataFrame(self._to_dicts(), schema=list_polars_types(self._kind))

    def _to_dicts(self) -> list[dict[str, Any]]:
        return [msgspec.to_builtins(row, builtin_types=(datetime,)) for row in self]
