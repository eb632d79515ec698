"""The settings under which a notebook always gives the same bytes, and the kernel that has them."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

KERNEL = "python3"


def environment() -> dict[str, str]:
    """Return the settings under which numbers and drawings are the same on every run.

    They fix what a notebook cannot fix for itself, since it takes effect when a library is loaded:
    the order of sets, the date in a drawing, one thread for linear algebra, and the processor's
    instructions. Sums of floats depend on the width of the vectors they are added in, and a Gibbs
    sampler makes another chain of the last digit: every x86-64 processor with AVX2 (from 2013 on)
    is therefore asked for just that, however much more it can do. Other processors are left as
    they are, and there the figures may differ in their last digits from the committed ones.

    Returns
    -------
    dict of str to str
        Environment variables for a Jupyter kernel.

    Examples
    --------
    >>> environment()["PYTHONHASHSEED"]
    '0'
    """
    settings = {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "946684800",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
    }
    if _has_avx2():
        settings |= {
            "OPENBLAS_CORETYPE": "Haswell",
            "TOMOTOPY_ISA": "avx2",
            "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
        }
    return settings


def _has_avx2() -> bool:
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    try:
        return "avx2" in Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return False


def install_kernel(prefix: str | Path = sys.prefix) -> Path:
    """Put the fixed settings into the Jupyter kernel of an environment.

    Parameters
    ----------
    prefix
        The environment's folder; the kernel goes to ``share/jupyter/kernels/python3`` in it.

    Returns
    -------
    Path
        The folder of the kernel.
    """
    from ipykernel.kernelspec import install

    return Path(install(kernel_name=KERNEL, prefix=str(prefix), env=environment()))
