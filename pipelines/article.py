"""From a page to an article: extraction, then languages."""

import hashlib

from dosvoces.outlets import Outlet
from dosvoces.record import Article, Block, Page
