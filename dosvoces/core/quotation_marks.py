"""Quotation marks of Spanish and English print."""

import re

#: A mark with a direction: one that typewriters and many engines flatten.
TYPOGRAPHIC_QUOTATION_MARK = re.compile("[“”«»„]")
#: A double mark of any kind.
QUOTATION_MARK = re.compile('[“”«»„"]')
