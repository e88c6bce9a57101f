"""Times in feeds and sitemaps, read as those in pages are."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from pipelines.extract.datetimes import parse_machine


def read_time(text: str, zone: str = "UTC") -> datetime | None:
    """The time that *text* tells, UTC; one without a zone is in *zone*. None when it tells none."""
    moment = parse_machine(text, _find_zone(zone))
    # Times outside these years are mistakes, and near the ends of the calendar their conversion overflows.
    if moment is None or not 1900 <= moment.at.year <= 9000:
        return None
    return moment.at.astimezone(UTC)


def ends_before(moment: datetime, since: datetime, zone: str) -> bool:
    """Whether *moment* is over before *since*; midnight in *zone* stands for a whole day."""
    is_day = moment.astimezone(_find_zone(zone)).time() == time.min
    return moment + timedelta(days=1) <= since if is_day else moment < since


#: Made once each: hundreds of outlets share twenty zones.
_find_zone = cache(ZoneInfo)
