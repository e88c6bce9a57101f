"""The address that ``scrapy.cfg`` names: Scrapy takes the upper-case names of this module as its settings."""

from dosvoces.core.settings import VALUES

globals().update(VALUES)
del VALUES
