"""The drivers by their names."""

from dosvoces.bulk.cluster import run_on_cluster
from dosvoces.bulk.driving import Driver
from dosvoces.bulk.local import run_local
from dosvoces.bulk.ray import run_on_ray
from dosvoces.core.errors import SettingError

_DRIVERS: dict[str, Driver] = {"local": run_local, "cluster": run_on_cluster, "ray": run_on_ray}

#: Names of the drivers.
NAMES = tuple(_DRIVERS)


def find_driver(name: str) -> Driver:
    """The driver *name*."""
    if name not in _DRIVERS:
        raise SettingError(f"there is no driver {name!r}; use {', '.join(NAMES)}")
    return _DRIVERS[name]
