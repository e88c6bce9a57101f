"""Scrapy's downloader, which keeps the limit of requests per domain also where no delay is kept."""

from collections.abc import Coroutine
from typing import Any

from scrapy.core.downloader import Downloader, Slot
from scrapy.http import Request, Response
from twisted.internet.defer import Deferred


class LimitedDownloader(Downloader):
    """Counts a request when it is taken from the queue, not when its task begins.

    Scrapy 2.19 takes what else waits from the queue before the first task has begun, all of it at once.
    """

    def _wait_for_download(
        self, slot: Slot, request: Request, queue_dfd: Deferred[Response]
    ) -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)
