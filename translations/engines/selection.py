"""Selection of an engine: the one named, else the best that is installed."""

import importlib.util
from collections.abc import Callable

from dosvoces.core.errors import EngineMissing, SettingError
from translations.engines.apertium import ApertiumEngine, find_mode
from translations.engines.argos import ArgosEngine
from translations.engines.device import Device
from translations.engines.embedded import embedded_engine
from translations.engines.protocol import Engine
from translations.packages.firefox import find_firefox
from translations.packages.installed import find_package
from translations.packages.verification import is_whole

#: Names of the engines, in the order in which they are tried.
NAMES = ("firefox", "argos", "embedded", "apertium")


def choose(source: str, target: str, name: str | None = None, device: Device | None = None) -> Engine:
    """The engine *name*, or the first that can translate: Firefox model, Argos package, embedded, Apertium.

    A package whose files have changed since it was installed is passed over unless it is named.
    Models run on *device*, by default the settings'; Apertium knows processors only.
    Raises :exc:`EngineMissing`, saying how to get it, when there is none.
    """
    if name is not None:
        if name not in NAMES:
            raise SettingError(f"there is no engine {name!r}; the engines are {', '.join(NAMES)}")
        return _MAKERS[name](source, target, device)
    for each in NAMES:
        if each == "argos" and (package := find_package(source, target)) and not is_whole(package.folder):
            continue
        try:
            return _MAKERS[each](source, target, device)
        except EngineMissing:
            continue
    raise EngineMissing(
        f"no engine translates from {source} to {target}; `dosvoces packages install {source}-{target}`"
    )


def require(name: str | None = None, device: Device | None = None) -> None:
    """Raises :exc:`EngineMissing` when *name*, or any engine, translates neither way between en and es."""
    for source, target in (("es", "en"), ("en", "es")):
        try:
            choose(source, target, name, device).close()
            return
        except EngineMissing as error:
            missing = error
    raise missing


def _firefox(source: str, target: str, device: Device | None) -> Engine:
    package = find_firefox(source, target)
    if package is None:
        raise EngineMissing(
            f"no Firefox model from {source} to {target} is installed; "
            f"`dosvoces packages install firefox:{source}-{target}` gets one, or name the folder of its files"
        )
    if importlib.util.find_spec("fxtranslate") is None:
        raise EngineMissing("Firefox's models need their library: install dosvoces[firefox]")
    from translations.engines.firefox import FirefoxEngine

    return FirefoxEngine(package, device)


def _argos(source: str, target: str, device: Device | None) -> Engine:
    package = find_package(source, target)
    if package is None:
        raise EngineMissing(
            f"no Argos package from {source} to {target} is installed; "
            f"`dosvoces packages install {source}-{target}` gets one, or name its file"
        )
    return ArgosEngine(package, device=device)


def _embedded(source: str, target: str, device: Device | None) -> Engine:
    if {source, target} != {"en", "es"}:
        raise EngineMissing(
            f"the embedded engine translates between en and es only, not from {source} to {target}"
        )
    return embedded_engine(device=device)


def _apertium(source: str, target: str, device: Device | None) -> Engine:
    find_mode(source, target)
    return ApertiumEngine()


_MAKERS: dict[str, Callable[[str, str, Device | None], Engine]] = {
    "firefox": _firefox,
    "argos": _argos,
    "embedded": _embedded,
    "apertium": _apertium,
}
