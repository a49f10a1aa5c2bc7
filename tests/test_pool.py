"""The pool: what a worker that dies, hangs or grows costs."""

from __future__ import annotations

import asyncio
import ctypes
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import WorkersBroken
from newscrawl.workers.pool import Pool, WorkerLost
from newscrawl.workers.worker import ENDED, FORK, FORKED, NEWS, ORDER


def double(number: int) -> int:
    return 2 * number


def fail(message: str) -> None:
    raise ValueError(message)


def die() -> None:
    os._exit(7)


def crash() -> None:
    ctypes.string_at(0)


def hang() -> None:
    while True:
        time.sleep(60)


def pid(_: int = 0) -> int:
    return os.getpid()


loaded_by = 0


def load() -> None:
    global loaded_by
    loaded_by = os.getpid()


def pids() -> tuple[int, int]:
    """What this process is, and which one called `load`."""
    return os.getpid(), loaded_by


def kill_parent() -> int:
    """Ends the process that forks the workers, as a system out of memory might."""
    os.kill(os.getppid(), signal.SIGKILL)
    return os.getpid()


def parent() -> int:
    return os.getppid()


def stop_all() -> None:
    """Nothing that belongs to the pool does anything from now on."""
    os.kill(os.getppid(), signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)


def exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def unpicklable() -> Any:
    return lambda: None


def hoard() -> int:
    return len(bytearray(1 << 30))


def size(page: bytes) -> int:
    return len(page)


def name(function: Callable[..., Any]) -> str:
    return f"{__name__}:{function.__name__}"


def with_pool(work: Callable[[Pool], Awaitable[Any]], **options: Any) -> Any:
    async def main() -> Any:
        pool = Pool(options.pop("workers", 2), **options)
        try:
            async with asyncio.timeout(60):
                return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(main())


def test_results_come_back_to_the_job_that_asked() -> None:
    async def work(pool: Pool) -> list[int]:
        return await asyncio.gather(*(pool.run(name(double), n) for n in range(100)))

    assert with_pool(work) == [2 * n for n in range(100)]


def test_an_error_of_the_function_is_raised_where_it_was_asked_for() -> None:
    with pytest.raises(ValueError, match="no such page"):
        with_pool(lambda pool: pool.run(name(fail), "no such page"))


def test_pages_that_wait_for_a_worker_are_held_once() -> None:
    pages = [bytes(1 << 20) for _ in range(40)]

    async def work(pool: Pool) -> int:
        await pool.run(name(size), b"")  # a worker is there, and takes two
        tracemalloc.start()
        try:
            jobs = [asyncio.create_task(pool.run(name(size), page)) for page in pages]
            await asyncio.sleep(0)
            held = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
        assert await asyncio.gather(*jobs) == [1 << 20] * 40
        return held

    assert with_pool(work, workers=1) < 10 << 20


def test_a_job_that_cannot_be_sent_is_an_error_of_its_caller() -> None:
    async def work(pool: Pool) -> int:
        with pytest.raises((pickle.PicklingError, AttributeError)):
            await pool.run(name(size), lambda: None)
        return await pool.run(name(double), 2)

    assert with_pool(work) == 4


def test_no_more_workers_are_started_than_there_is_work() -> None:
    async def work(pool: Pool) -> list[int]:
        counts = [pool.processes]
        await pool.start(0)
        counts.append(pool.processes)
        await pool.run(name(double), 1)
        await pool.run(name(double), 2)
        counts.append(pool.processes)
        await asyncio.gather(*(pool.run(name(double), n) for n in range(9)))
        counts.append(pool.processes)
        await pool.start()
        return [*counts, pool.processes]

    assert with_pool(work, workers=2) == [0, 0, 1, 2, 2]


def test_no_workers_means_this_process() -> None:
    assert with_pool(lambda pool: pool.run(name(pid)), workers=0) == os.getpid()
    assert with_pool(lambda pool: pool.run(name(pid)), workers=1) != os.getpid()


@pytest.mark.parametrize(("accident", "reason"), [(die, "worker-died"), (crash, "worker-died"), (hang, "worker-timeout")])
def test_a_worker_that_ends_costs_one_job(accident: Callable[[], None], reason: str) -> None:
    async def work(pool: Pool) -> list[Any]:
        jobs = [pool.run(name(double), n) for n in range(10)]
        return await asyncio.gather(
            pool.run(name(accident)), *jobs, pool.run(name(accident)), pool.run(name(double), 10), return_exceptions=True
        )

    first, *results, second, last = with_pool(work, deadline=1.0, preload=__name__)
    assert isinstance(first, WorkerLost)
    assert first.reason == reason
    assert isinstance(second, WorkerLost)
    assert [*results, last] == [2 * n for n in range(11)]


def test_a_worker_over_its_memory_is_replaced_without_losing_a_job() -> None:
    async def work(pool: Pool) -> list[int]:
        return [await pool.run(name(pid), n) for n in range(4)]

    assert len(set(with_pool(work, workers=1, memory=1 << 20 << 4, preload="lxml.html"))) > 1


def test_allocation_beyond_twice_the_memory_fails_inside_the_worker() -> None:
    with pytest.raises((MemoryError, WorkerLost)):
        with_pool(lambda pool: pool.run(name(hoard)), memory=200 << 20)


def test_what_workers_need_is_loaded_once_for_all_of_them() -> None:
    async def work(pool: Pool) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        while len({worker for worker, _ in found}) < 3:
            found += await asyncio.gather(*(pool.run(name(pids)) for _ in range(9)))
        await asyncio.gather(*(pool.run(name(die)) for _ in range(3)), return_exceptions=True)  # those that come after them, too
        return found + await asyncio.gather(*(pool.run(name(pids)) for _ in range(9)))

    found = with_pool(work, workers=3, preload=name(load))
    loaders = {loader for _, loader in found}
    assert len(loaders) == 1
    assert 0 not in loaders
    assert loaders.isdisjoint({os.getpid(), *(worker for worker, _ in found)})


def test_workers_outlive_the_process_that_forked_them_and_another_one_forks_the_next() -> None:
    async def work(pool: Pool) -> tuple[int, int, int]:
        first = await pool.run(name(kill_parent))
        same = await pool.run(name(pid))
        with pytest.raises(WorkerLost) as lost:
            await pool.run(name(die))
        assert lost.value.reason == "worker-died"
        return first, same, await pool.run(name(pid))

    first, same, later = with_pool(work, workers=1, preload=__name__)
    assert first == same != later


def test_closing_ends_processes_that_do_nothing_any_more() -> None:
    async def work(pool: Pool) -> tuple[int, int]:
        found = await pool.run(name(pid)), await pool.run(name(parent))
        stopped = asyncio.ensure_future(pool.run(name(stop_all)))
        while "T" not in {Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] for process in found}:
            await asyncio.sleep(0.01)
        await pool.close()
        assert isinstance(await asyncio.gather(stopped, return_exceptions=True), list)
        return found

    worker, server = with_pool(work, workers=1)
    assert not exists(server)
    end = time.monotonic() + 60
    while exists(worker):  # an orphan: whoever took it in lets it go when it comes to it
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_result_that_cannot_travel_is_an_error_not_a_hang() -> None:
    with pytest.raises(RuntimeError, match="cannot be pickled"):
        with_pool(lambda pool: pool.run(name(unpicklable)))


def test_closing_fails_what_is_not_done() -> None:
    async def work(pool: Pool) -> list[Any]:
        jobs = [asyncio.ensure_future(pool.run(name(hang))) for _ in range(5)]
        await asyncio.sleep(0)
        await pool.close()
        return await asyncio.gather(*jobs, return_exceptions=True)

    assert all(isinstance(result, WorkerLost) for result in with_pool(work))


def test_a_worker_whose_crawl_is_killed_while_it_writes_a_job_ends_without_a_word() -> None:
    control, server, ours, theirs = (*socket.socketpair(), *socket.socketpair())
    with server:
        command = [sys.executable, "-m", "newscrawl.workers.worker", str(server.fileno()), "30", str(400 << 20), ""]
        process = subprocess.Popen(command, pass_fds=[server.fileno()], stderr=subprocess.PIPE)
    with control, control.makefile("rb") as news:
        with theirs:
            socket.send_fds(control, [ORDER.pack(FORK, 0)], [theirs.fileno()])
        with ours:
            ours.sendall((1000).to_bytes(8, "big") + b"half of a job")
        assert pickle.loads(news.read(int.from_bytes(news.read(8), "big"))) == ""
        forked, ended = (NEWS.unpack(news.read(NEWS.size)) for _ in range(2))
        assert (forked[0], ended) == (FORKED, (ENDED, forked[1], 0))
    assert (process.communicate(timeout=60)[1], process.returncode) == (b"", 0)


def test_workers_that_cannot_load_what_they_need_end_the_run_and_cost_no_page() -> None:
    async def work(pool: Pool) -> list[Any]:
        return await asyncio.gather(*(pool.run(name(double), n) for n in range(5)), pool.run(name(double), 9), return_exceptions=True)

    for result in with_pool(work, preload="no_such_module_anywhere"):
        assert isinstance(result, WorkersBroken)
        assert "no_such_module_anywhere" in str(result)
