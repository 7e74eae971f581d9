"""What one completed task costs, at every layer, all of them racing in turns."""

from __future__ import annotations

from bench.figures import Figure, Measured, against, times_faster
from bench.measured import Bench
from bench.measured.engine_alone import EngineAlone
from bench.measured.floor import Floor
from bench.measured.naive import Naive
from bench.measured.service import Service
from bench.measured.submission import Submission
from bench.timing import Contestant, Times, race

FLOOR = "one transaction updating one 2 KB row with a version check"
ENGINE = "engine alone: load, complete, dump in memory"


def measure(bench: Bench) -> Measured:
    """Race the layers and return their ratios."""
    installation, sizes = bench.installation, bench.sizes
    some, many = sizes.rejections
    bench.say(f"preparing cases with {some} and {many} rejections, and naive ones with {sizes.naive_loops} loops")
    services = {rejections: Service(installation, rejections) for rejections in (0, some, many)}
    floor = Floor(installation)
    naives = {loops: Naive(installation, loops) for loops in (0, sizes.naive_loops)}
    racers: dict[str, Contestant] = {
        "floor": floor,
        "engine alone": EngineAlone(installation, services[0].case_id),
        "HTTP": Submission(installation),
        **{f"service, {rejections} rejections": service for rejections, service in services.items()},
        "naive, 0 loops": naives[0],
    }
    bench.say("racing")
    times = race(racers, rounds=sizes.rounds)
    slow = f"naive, {sizes.naive_loops} loops"
    service = f"service, {some} rejections"
    times |= {f"{name} (again)": one for name, one in _slow_race(bench, slow, naives, service, services[some]).items()}
    floor.close()
    for naive in naives.values():
        naive.close()
    return Measured(figures=_figures(bench, times, slow, service), times=times, remarks=_remarks(naives))


def _slow_race(bench: Bench, slow: str, naives: dict[int, Naive], service: str, some: Service) -> dict[str, Times]:
    """Race the slow naive way in fewer rounds, against ours with as long a history."""
    racers: dict[str, Contestant] = {slow: naives[bench.sizes.naive_loops], service: some}
    return race(racers, rounds=bench.sizes.naive_rounds)


def _figures(bench: Bench, times: dict[str, Times], slow: str, service: str) -> list[Figure]:
    sizes = bench.sizes
    some, many = sizes.rejections
    new = times["service, 0 rejections"]
    limits = (1.15, 1.6, 6, 50, 3 if bench.installation.backend == "postgresql" else 2.5, 4)
    flat, alone, first, later, floor, http = limits if sizes.judged else (None,) * 6
    old, naive_new = times[f"service, {many} rejections"], times["naive, 0 loops"]
    naive_old, same = times[f"{slow} (again)"], times[f"{service} (again)"]
    fresh = "the same completion without a history"
    return [
        against("flat", f"completion after {many:,} rejections / after none", old, new, words=fresh, limit=flat),
        against("flat-some", f"completion after {some:,} rejections / after none", times[service], new, words=fresh),
        against("service", "service layer / engine alone", new, times["engine alone"], words=ENGINE, limit=alone),
        against(
            "service-work",
            "the same, work of the process only (no waiting for disk or server)",
            new,
            times["engine alone"],
            words=ENGINE,
            work=True,
        ),
        times_faster("naive", "naive / ours, new case", naive_new, new, limit=first),
        times_faster("naive-work", "the same, work of the process only", naive_new, new, limit=None, work=True),
        times_faster("naive-old", f"naive / ours, after {sizes.naive_loops} loops", naive_old, same, limit=later),
        times_faster("naive-old-work", "the same, work of the process only", naive_old, same, limit=None, work=True),
        against("floor", "service layer / floor", new, times["floor"], words=FLOOR, limit=floor),
        against(
            "http", "full HTTP submission / service layer", times["HTTP"], new, words="the command alone", limit=http
        ),
    ]


def _remarks(naives: dict[int, Naive]) -> list[str]:
    sizes = ", ".join(f"{naive.size:,} bytes after {loops} loops" for loops, naive in naives.items())
    return [f"the row of the naive way holds {sizes}"]
