"""Devices a model runs on: the processor with so many threads, or a GPU."""

import os

import msgspec

from dosvoces.core import settings
from dosvoces.core.errors import EngineError


class Device(msgspec.Struct, frozen=True):
    """What is wanted: ``auto``, ``cpu`` or ``cuda``, and threads on a processor, 0 for one for each core."""

    name: str = "auto"
    threads: int = 0

    @property
    def cores(self) -> int:
        """The threads to run on a processor."""
        return self.threads or os.cpu_count() or 1


def read_device(name: str | None = None, threads: int | None = None) -> Device:
    """The device of that *name* and with so many *threads*; what is None is as the settings say.

    Raises :exc:`EngineError` for a device that is not here.
    """
    device = Device(
        settings.get("DOSVOCES_DEVICE") if name is None else name,
        settings.get("DOSVOCES_THREADS") if threads is None else threads,
    )
    if device.threads < 0:
        raise EngineError(f"{device.threads} threads cannot be; give 1 or more, or 0 for one for each core")
    if (
        device.name != "auto"
    ):  # Looking for a GPU loads ctranslate2, which "auto" leaves to who runs the model.
        choose_device(device.name)
    return device


def choose_device(wanted: str = "auto") -> str:
    """``cuda`` or ``cpu``; ``auto`` is the GPU when ctranslate2 sees one."""
    if wanted not in ("auto", "cpu", "cuda"):
        raise EngineError(f"there is no device {wanted!r}; give auto, cpu or cuda")
    found = wanted != "cpu" and count_gpus() > 0
    if wanted == "cuda" and not found:
        raise EngineError("device cuda is wanted, but ctranslate2 finds no CUDA GPU here; use auto or cpu")
    return "cuda" if found else "cpu"


def count_gpus() -> int:
    """How many GPUs ctranslate2 can use here."""
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())
