"""Selection of an engine: the one named, else the best that is installed."""

import importlib.util
import logging
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points

from dosvoces.core.errors import EngineMissing, PackageError, SettingError
from translations.engines.apertium import ApertiumEngine, find_mode
from translations.engines.argos import ArgosEngine, try_out
from translations.engines.device import Device
from translations.engines.embedded import embedded_engine
from translations.engines.protocol import Engine
from translations.packages.firefox import find_firefox
from translations.packages.format import Package
from translations.packages.installed import find_models, find_package, list_packages
from translations.packages.verification import verify

_log = logging.getLogger(__name__)

#: Names of the engines that come with dosvoces, in the order in which they are tried; models that were added
#: come before them, by their names, and engines of other packages behind them.
NAMES = ("firefox", "argos", "embedded", "apertium")


def find_replaced(name: str) -> tuple[str, ...] | None:
    """The engines whose translations the engine *name* replaces when nobody names it: no better ones.

    None stands for all: a model that was added is taken for the best.
    """
    return NAMES[NAMES.index(name) :] if name in NAMES else None


#: Entry points by which other packages bring engines: a name, and what makes the engine of a direction.
ENTRY_POINTS = "dosvoces.engines"

#: Makes the engine for a source, a target and a device; raises :exc:`EngineMissing` when it cannot.
Maker = Callable[[str, str, Device | None], Engine]


def choose(source: str, target: str, name: str | None = None, device: Device | None = None) -> Engine:
    """The engine *name*, or the first that can translate; those that do not load are passed over, and logged.

    That is a model that was added, Firefox's, Argos' package, the embedded one, Apertium, another package's.
    Models run on *device*, by default the settings'; Apertium and Firefox's models know processors only.
    Raises :exc:`EngineMissing`, saying how to get it, when there is none.
    """
    makers = _find_makers(source, target)
    if name is not None:
        if name in makers:
            return makers[name](source, target, device)
        if name in {package.variant for package in list_packages()}:
            raise EngineMissing(f"the model {name} does not go from {source} to {target}; add one that does")
        raise SettingError(f"there is no engine {name!r}; the engines are {', '.join(makers)}")
    damaged = {
        package.variant or "argos": fault
        for package in find_models(source, target)
        if (fault := _find_fault(package))
    }
    for each, maker in makers.items():
        if each in damaged:
            _pass_over(each, source, target, damaged[each])
            continue
        try:
            return maker(source, target, device)
        except (EngineMissing, PackageError) as error:
            # An engine that nobody installed is not worth a word.
            if isinstance(error, PackageError) or error.__cause__:
                _pass_over(each, source, target, str(error))
    raise EngineMissing(
        f"no engine translates from {source} to {target}; `dosvoces packages install {source}-{target}`"
    )


@cache
def _find_fault(package: Package) -> str:
    """Why *package* cannot be used, empty when it can; looked at once in a process."""
    if problems := verify(package.folder).problems:
        return "; ".join(problems)
    try:
        try_out(package)
    except PackageError as error:
        return str(error)
    return ""


@cache
def _pass_over(name: str, source: str, target: str, fault: str) -> None:
    """Say, once in a process, that an engine is passed over."""
    _log.warning("the engine %s from %s to %s is passed over: %s", name, source, target, fault)


def _find_makers(source: str, target: str) -> dict[str, Maker]:
    """What makes each engine, by name, in the order in which they are tried."""
    added = {package.variant: package for package in find_models(source, target) if package.variant}
    models: dict[str, Maker] = {name: partial(_model, package) for name, package in sorted(added.items())}
    others = {point.name: partial(_bring, point) for point in entry_points(group=ENTRY_POINTS)}
    return models | _MAKERS | {name: maker for name, maker in others.items() if name not in _MAKERS}


def _model(package: Package, source: str, target: str, device: Device | None) -> Engine:
    return ArgosEngine(package, name=package.variant, device=device)


def _bring(point: EntryPoint, source: str, target: str, device: Device | None) -> Engine:
    try:
        maker: Maker = point.load()
    except (ImportError, AttributeError) as error:
        raise EngineMissing(f"the engine {point.name} ({point.value}) cannot be loaded: {error}") from error
    return maker(source, target, device)


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


_MAKERS: dict[str, Maker] = {
    "firefox": _firefox,
    "argos": _argos,
    "embedded": _embedded,
    "apertium": _apertium,
}
