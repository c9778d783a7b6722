"""Storage: the sizing note that the order of 3 August 2007 asks for.

TB = sum of Mbit/s x 86 400 s x days / 8 bits / 1e6, decimal: 1 Mbit/s is 10.8 GB a day
(reference/network.md 5), plus 20 % for the file system and peaks.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.equipment.model import Storage, Stream
from planner.findings import Finding, note, warning

TB_PER_MBPS_DAY = 86_400 / 8 / 1e6  # 0.0108
OVERHEAD = 0.20
LONGEST_DAYS = 30  # one month at most (CSI L252-5); sizes the storage when the plan does not say
SMALL_RECORDER_STREAMS = 16


def terabytes(mbps: float, days: float) -> float:
    """Give the decimal terabytes that streams of ``mbps`` in all fill in ``days``.

    Parameters
    ----------
    mbps : float
        Sum of the streams, Mbit/s.
    days : float
        Retention.

    Returns
    -------
    float
        TB (1e12 bytes), without overhead.
    """
    return mbps * TB_PER_MBPS_DAY * days


def storage_of(streams: Sequence[Stream], retention_days: int | None) -> Storage:
    """Size the storage of the new streams; those in place keep their recorder.

    Parameters
    ----------
    streams : sequence of Stream
        All streams of the plan.
    retention_days : int or None
        None sizes at 30 days and is told by ``look_at``.

    Returns
    -------
    Storage
        A recorder of 16 channels up to 16 streams (channels, not camera bodies), a server above.
    """
    new = [stream for stream in streams if stream.status == "new"]
    days = LONGEST_DAYS if retention_days is None else retention_days
    mbps = round(sum(stream.mbps for stream in new), 3)
    net = terabytes(mbps, days)
    return Storage(
        days=days,
        days_assumed=retention_days is None,
        mbps=mbps,
        net_tb=round(net, 3),
        overhead=OVERHEAD,
        usable_tb=round(net * (1.0 + OVERHEAD), 3),
        recorder="nvr_small" if len(new) <= SMALL_RECORDER_STREAMS else "srv",
        streams=len(new),
    )


def look_at(storage: Storage, streams: Sequence[Stream]) -> tuple[Finding, ...]:
    """Tell a retention that nobody gave, and a plan that adds to an installation in place."""
    findings: list[Finding] = []
    if storage.days_assumed and storage.streams:
        findings.append(warning("retention_missing", days=storage.days))
    kept = len(streams) - storage.streams
    if kept and storage.streams:
        findings.append(note("recorder_in_place", count=kept))
    return tuple(findings)
