"""The newsstand: three invented news outlets, served on loopback for the demo, tests and benchmarks.

::

    with Newsstand() as newsstand:
        crawl(newsstand.outlets["el-mirador"])
        newsstand.advance()
"""

from dosvoces.newsstand.stand import Newsstand, Request
from dosvoces.newsstand.truth import Expected, ExpectedFragment, tell_truth

__all__ = ["Expected", "ExpectedFragment", "Newsstand", "Request", "tell_truth"]
