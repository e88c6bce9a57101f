"""Numbers of a text and what they mean, so that those of a sentence and of its translation can be compared.

"3.5 million" is "3,5 millones", "$1.5 billion" is "1.500 millones de dólares", "the 1990s" may be "los
noventa", "the 19th century" is "el siglo XIX", "3 p.m." is "las 15"; but "47.000 million" is not "47.000
millones".
"""

from translations.numbers.comparing import Comparison, compare_numbers
from translations.numbers.finding import find_numbers
from translations.numbers.notation import write_number
from translations.numbers.number import Number

__all__ = ["Comparison", "Number", "compare_numbers", "find_numbers", "write_number"]
