"""The published JSON Schema of a bilingual record, ``bilingual-record.json``.

``python -m dosvoces.core.schema`` writes it anew from :mod:`dosvoces.core.record`.
"""

import json
from pathlib import Path

from dosvoces.core.record import json_schema

#: The published file.
PATH = Path(__file__).parent / "bilingual-record.json"


def render() -> str:
    """What the published file has to say for the records as they are now."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
