"""Routes of the pages for researchers."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from dosvoces.corpus.mixing import MEASURES
from dosvoces.reader import mixing, parameters
from dosvoces.reader.filters import make_fields
from dosvoces.reader.rendering import Renderer
from dosvoces.store.mixing import GROUPINGS


def answer_csv(body: bytes, name: str) -> Response:
    """A table to take away."""
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


class CorpusPages:
    """Pages that ask about all stories at once."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer

    def mixing(self, request: Request) -> Response:
        """How much and how often stories mix languages."""
        cache, t = self.renderer.cache, self.renderer.visit(request).interface
        asked = parameters.read(request.query_params, cache.in_country)
        view = mixing.read_view(request.query_params)
        rows = mixing.list_rows(cache, asked, view.by)
        chart = mixing.make_bars(cache, t, asked, view, rows)
        return self.renderer.render(
            request,
            "mixing.html",
            {
                "asked": asked,
                "view": view,
                "fields": make_fields(cache, t, asked),
                "groupings": GROUPINGS,
                "measures": MEASURES,
                "rows": rows,
                "chart": chart,
                "lines": [pair for pair in zip(rows, chart.bars, strict=True) if pair[0].stories],
                "show": partial(mixing.show_measure, t),
                "csv": asked.address("/mixing.csv", by=view.by),
                "most": mixing.MOST_GROUPS,
            },
        )

    def mixing_table(self, request: Request) -> Response:
        """The same as CSV."""
        cache = self.renderer.cache
        asked = parameters.read(request.query_params, cache.in_country)
        rows = mixing.list_rows(cache, asked, mixing.read_view(request.query_params).by)
        return answer_csv(mixing.write_csv(rows), "mixing")
