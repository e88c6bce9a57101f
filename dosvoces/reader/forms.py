"""Forms that change something: read whole, and taken only from pages of ours."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from dosvoces.reader.rendering import Renderer


async def read_form(request: Request, renderer: Renderer, *, most: int = 10) -> FormData:
    """The fields of a form, at most *most*; raises 403 for one that no page of ours made for its sender."""
    form = await request.form(max_files=0, max_fields=most)
    visit = renderer.visit(request)
    if visit.fresh or not renderer.sessions.is_own(visit.session, read_field(form, "token")):
        raise HTTPException(403)
    return form


def read_field(form: FormData, name: str) -> str:
    """The text of the field *name*; empty when there is none."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
