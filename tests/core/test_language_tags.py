"""Language tags: the language of a tag."""

import pytest

from dosvoces.core.language_tags import base_language


@pytest.mark.parametrize(
    ("tag", "base"), [("es", "es"), ("ES-MX", "es"), ("zh-Hans-CN", "zh"), ("und", "und"), ("", "")]
)
def test_the_base_language_has_no_region_nor_script_and_is_in_lower_case(tag, base):
    assert base_language(tag) == base
