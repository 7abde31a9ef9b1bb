"""What processes cost, read from /proc (Linux): processor time and memory of a process and all below it."""

import itertools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from balk.embedded import Cluster

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name: state, parent, …; none where the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def tree(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time of the process and all below it so far, those that have ended included."""
    return sum(sum(map(int, stat[11:15])) for one in tree(pid) if (stat := _stat(one))) / _TICK


def memory_mb(pid: int) -> float:
    """Memory of the process and all below it; what several of them share counts once (PSS)."""
    return sum(map(_pss_kb, tree(pid))) / 1_024


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def postmaster(cluster: Cluster) -> int:
    """The process id of an embedded PostgreSQL's first process."""
    return int((cluster.data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of the values does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def show(head: Sequence[str], rows: Iterable[Iterable[object]], *, first: int = 40) -> None:
    """Print a table, each row as soon as it is there; numbers to the right, the first column so many letters wide."""
    for row in itertools.chain([head], rows):
        name, *others = map(_shown, row)
        numbers = [cell.rjust(max(8, len(title))) for cell, title in zip(others, head[1:], strict=True)]
        print("  ".join([name[:first].ljust(first), *numbers]), flush=True)


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
