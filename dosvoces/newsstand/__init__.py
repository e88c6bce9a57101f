"""The newsstand: three invented news outlets, served on loopback for the demo, tests and benchmarks.

::

    with Newsstand() as newsstand:
        crawl(newsstand.outlets["el-mirador"])
        newsstand.advance()
"""

from dosvoces.newsstand.expected import Expected, ExpectedFragment, list_expected
from dosvoces.newsstand.newsstand import Newsstand, Request

__all__ = ["Expected", "ExpectedFragment", "Newsstand", "Request", "list_expected"]
