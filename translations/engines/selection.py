"""Selection of an engine: the one named, else the best that is installed."""

import importlib.util
import logging
from functools import cache, partial
from importlib.metadata import entry_points

from dosvoces.core.errors import EngineMissing, PackageError, SettingError
from translations.engines.apertium import ApertiumEngine, find_mode
from translations.engines.argos import ArgosEngine, try_out
from translations.engines.brought import ENTRY_POINTS, Maker, bring
from translations.engines.device import Device
from translations.engines.embedded import embedded_engine
from translations.engines.protocol import Engine
from translations.packages.firefox import FirefoxPackage, find_firefox
from translations.packages.format import Package
from translations.packages.installed import find_models, find_package, list_packages
from translations.packages.verification import find_unreadable, verify

_log = logging.getLogger(__name__)

#: Names of the engines that come with dosvoces, in the order in which they are tried; models that were added
#: come before them, by their names, and engines of other packages behind them.
NAMES = ("firefox", "argos", "embedded", "apertium")


def find_replaced(name: str) -> tuple[str, ...] | None:
    """The engines whose translations the engine *name* replaces when nobody names it: no better ones.

    None stands for all: a model that was added is taken for the best. Another package's engine is the last,
    and replaces its own.
    """
    if name in NAMES:
        return NAMES[NAMES.index(name) :]
    is_added = any(package.variant == name for package in list_packages())
    is_brought = any(point.name == name for point in entry_points(group=ENTRY_POINTS))
    return (name,) if is_brought and not is_added else None


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
    for each, maker in makers.items():
        try:
            # Only those that come before the one that is taken: large ones are long in reading.
            if package := _find_installed(each, source, target):
                _check(package)
            return maker(source, target, device)
        except (EngineMissing, PackageError) as error:
            # An engine that nobody installed is not worth a word.
            if isinstance(error, PackageError) or error.__cause__:
                _pass_over(each, source, target, str(error))
    raise EngineMissing(
        f"no engine translates from {source} to {target}; `dosvoces packages install {source}-{target}`"
    )


def list_names() -> tuple[str, ...]:
    """The names of all engines that are here in part or whole, in the order in which they are tried."""
    return tuple(dict.fromkeys([*_find_makers("es", "en"), *_find_makers("en", "es")]))


def _find_installed(name: str, source: str, target: str) -> Package | FirefoxPackage | None:
    """The installed package that the engine *name* runs."""
    if name == "firefox":
        return find_firefox(source, target)
    return next((each for each in find_models(source, target) if (each.variant or "argos") == name), None)


@cache
def _check(package: Package | FirefoxPackage) -> None:
    """Raise :exc:`PackageError` when *package* cannot be used.

    One that can is looked at once in a process; one that cannot may be mended, and is looked at again.
    """
    if problems := verify(package.folder).problems:
        raise PackageError(f"{'; '.join(problems)}; install it again")
    # A Firefox model is looked at whole by its engine.
    if isinstance(package, Package):
        try_out(package)


@cache
def _pass_over(name: str, source: str, target: str, fault: str) -> None:
    """Say, once in a process, that an engine is passed over."""
    _log.warning("the engine %s from %s to %s is passed over: %s", name, source, target, fault)


def _find_makers(source: str, target: str) -> dict[str, Maker]:
    """What makes each engine, by name, in the order in which they are tried."""
    added = {package.variant: package for package in find_models(source, target) if package.variant}
    models: dict[str, Maker] = {name: partial(_model, package) for name, package in added.items()}
    damaged = {name: partial(_refuse, fault) for name, fault in find_unreadable(source, target).items()}
    own = {name: maker for name, maker in sorted((models | damaged).items()) if name not in _MAKERS}
    shipped = {name: damaged.get(name, maker) for name, maker in _MAKERS.items()}
    known = own | shipped
    brought = {point.name: partial(bring, point) for point in entry_points(group=ENTRY_POINTS)}
    return known | {name: maker for name, maker in brought.items() if name not in known}


def _model(package: Package, source: str, target: str, device: Device | None) -> Engine:
    return ArgosEngine(package, name=package.variant, device=device)


def _refuse(fault: str, _source: str, _target: str, _device: Device | None) -> Engine:
    raise PackageError(fault)


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
        # A model without its library was wanted: it is passed over with a word.
        missing = ModuleNotFoundError("fxtranslate")
        raise EngineMissing("Firefox's models need their library: install dosvoces[firefox]") from missing
    from translations.engines.firefox import FirefoxEngine

    engine = FirefoxEngine(package, device)
    # Its version is that of the files that were installed.
    _check(package)
    return engine


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
