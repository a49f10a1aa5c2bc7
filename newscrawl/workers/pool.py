"""A pool of worker processes for pure functions over pages.

Bytes in, finished article out: one message each way over a socket, two jobs in a worker's hands so that it never waits. A worker that
dies, hangs past the deadline or outgrows its memory costs the page that it was working on, nothing else, and is replaced. Workers are
forked from one process that has loaded what they need (`forking`).

The deadline is the worker's own alarm clock (SIGALRM with its default action): the kernel ends it inside any C loop, and also when the
crawl that started it is already gone.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import pickle
import signal
import socket
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from newscrawl.errors import WorkersBroken
from newscrawl.workers.forking import Forked, ForkServer
from newscrawl.workers.worker import resolve

__all__ = ["Pool", "WorkerLost"]

logger = logging.getLogger(__name__)

DEPTH = 2  # jobs in a worker's hands: the one it works on, and the next
STARTS_WITHOUT_A_RESULT = 3  # workers that die this often before they take a job will not come up at all
LAST_SECONDS = 1.0  # for the exit status of a worker that answers no more; after that it is killed, and has as long again


class WorkerLost(Exception):  # noqa: N818  an outcome that callers turn into a reject reason
    """The worker ended while it had this job. `reason` is `worker-timeout` or `worker-died`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@dataclass(slots=True, eq=False)
class _Job:
    call: tuple[str, tuple[Any, ...]]  # pickled when a worker takes it: a page that waits for one is not held twice
    result: asyncio.Future[Any]


@dataclass(slots=True, eq=False)
class _Worker:
    server: ForkServer
    process: Forked
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    jobs: deque[_Job] = field(default_factory=deque)
    retiring: bool = False  # it takes no more jobs
    reading: asyncio.Task[None] | None = None


class Pool:
    """`await pool.run("package.module:function", *args)` runs a function in a worker and gives its result or raises its error.

    Functions are given by name, so that this process need not import a worker's modules.

    `workers`: the number of processes; 0 runs everything in this process, for debugging. `deadline`: seconds that one job may take.
    `memory`: resident bytes of a worker after a job above which the worker is replaced; at twice that, allocation fails inside the
    worker. `preload`: a module to import, or a function (`package.module:function`) to call, once for all workers, before the first job.
    """

    def __init__(self, workers: int, *, deadline: float = 30.0, memory: int = 400 << 20, preload: str = "") -> None:
        self.size, self.deadline, self.memory, self.preload = workers, deadline, memory, preload
        self.restarts = 0
        self._workers: list[_Worker] = []
        self._backlog: deque[_Job] = deque()
        self._barren = 0
        self._holders = 0
        self._starting: set[asyncio.Task[None]] = set()
        self._server: ForkServer | None = None
        self._broken: WorkersBroken | None = None

    @property
    def processes(self) -> int:
        """The number of workers, including workers that are starting."""
        return len(self._workers) + len(self._starting)

    async def start(self, jobs: int | None = None) -> None:
        """Starts the workers, no more than there are `jobs`; they warm up while the caller goes on. `run` starts those that it misses: a
        run that finds nothing new pays for none."""
        wanted = self.size if jobs is None else min(self.size, jobs)
        for _ in range(wanted - self.processes):
            self._start_one()

    def _start_one(self) -> None:
        starting = asyncio.get_running_loop().create_task(self._spawn())
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)

    async def run(self, function: str, *args: Any) -> Any:
        """Raises WorkerLost when the worker ended on this job, WorkersBroken when none can start, and whatever the function raised."""
        if self.size == 0:
            return resolve(function)(*args)
        if self._broken:
            raise self._broken
        await self.start(1 + len(self._backlog) + sum(len(worker.jobs) for worker in self._workers))
        job = _Job((function, args), asyncio.get_running_loop().create_future())
        self._backlog.append(job)
        self._dispatch()
        return await job.result

    def hold(self) -> None:
        """Adds a crawl to the users of this pool."""
        self._holders += 1

    async def release(self) -> None:
        """Takes a crawl from the users of this pool; the last crawl closes the pool."""
        self._holders -= 1
        if self._holders <= 0:
            await self.close()

    async def close(self) -> None:
        """Ends the workers. Jobs that are not done raise WorkerLost. A job that comes later starts workers anew."""
        await asyncio.gather(*self._starting, return_exceptions=True)
        workers, self._workers = self._workers, []
        for worker in workers:
            if worker.reading:
                worker.reading.cancel()
            worker.writer.close()
            self._fail(worker.jobs, "worker-died", "the pool was closed")
        if self._server:
            await self._server.close()
            self._server = None
        self._fail(self._backlog, "worker-died", "the pool was closed")

    def _dispatch(self) -> None:
        while self._backlog:
            ready = [w for w in self._workers if not w.retiring and len(w.jobs) < DEPTH]
            if not ready:
                return
            worker = min(ready, key=lambda w: len(w.jobs))
            job = self._backlog.popleft()
            if job.result.done():  # its caller was cancelled
                continue
            try:
                message = pickle.dumps(job.call, pickle.HIGHEST_PROTOCOL)
            except Exception as error:  # noqa: BLE001  what cannot be sent is its caller's trouble
                job.result.set_exception(error)
                continue
            worker.jobs.append(job)
            worker.writer.write(len(message).to_bytes(8, "big") + message)

    async def _spawn(self) -> None:
        if self._server is None or self._server.status is not None:
            self._server = ForkServer(self.deadline, self.memory, self.preload)
        ours, theirs = socket.socketpair()
        with theirs:
            process = self._server.fork(theirs)
        ours.setblocking(False)
        server = self._server
        reader, writer = await asyncio.open_connection(sock=ours)
        worker = _Worker(server, process, reader, writer)
        worker.reading = asyncio.get_running_loop().create_task(self._read(worker))
        self._workers.append(worker)
        self._dispatch()

    async def _read(self, worker: _Worker) -> None:
        try:
            while True:
                size = int.from_bytes(await worker.reader.readexactly(8), "big")
                ok, value, resident = pickle.loads(await worker.reader.readexactly(size))  # noqa: S301  our own worker wrote it
                job = worker.jobs.popleft()
                self._barren = 0
                if not job.result.done():
                    job.result.set_result(value) if ok else job.result.set_exception(value)
                worker.retiring = worker.retiring or resident > self.memory
                if worker.retiring and not worker.jobs:
                    break
                self._dispatch()
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._mourn(worker)
        self._replace(worker)

    async def _mourn(self, worker: _Worker) -> None:
        """Handles a worker that ended by itself: its current job fails, or the pool is broken where no page is at fault."""
        worker.retiring = True
        if not worker.jobs:
            worker.server.kill(worker.process)
        await asyncio.wait([worker.process.ended], timeout=LAST_SECONDS)
        worker.server.kill(worker.process)
        await asyncio.wait([worker.process.ended], timeout=LAST_SECONDS)
        status = worker.process.ended.result() if worker.process.ended.done() else None
        if worker.server.trouble:
            self._broken = self._broken or WorkersBroken(worker.server.trouble)
        elif not worker.process.pid or not worker.jobs:  # no page's fault
            self._barren += 1
            if self._barren >= STARTS_WITHOUT_A_RESULT * self.size:
                self._broken = self._broken or WorkersBroken(_told(status if worker.process.pid else worker.server.status))
        elif not self._broken:
            late = status == -signal.SIGALRM
            reason, detail = ("worker-timeout", f"over {self.deadline:g} s") if late else ("worker-died", f"exit status {_known(status)}")
            self._fail(deque([worker.jobs.popleft()]), reason, detail)

    def _replace(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        self.restarts += 1
        worker.writer.close()  # a retiring worker ends when its socket closes
        self._backlog.extendleft(reversed(worker.jobs))
        if self._broken:
            for job in self._backlog:
                if not job.result.done():
                    job.result.set_exception(self._broken)
            self._backlog.clear()
            return
        self._start_one()

    @staticmethod
    def _fail(jobs: deque[_Job], reason: str, detail: str) -> None:
        while jobs:
            job = jobs.popleft()
            if not job.result.done():
                job.result.set_exception(WorkerLost(reason, detail))


def _told(status: int | None) -> str:
    if status == errno.ENOMEM:
        return "out of memory, NEWSCRAWL_WORKER_MB is too small"
    return f"exit status {_known(status)}, run with NEWSCRAWL_WORKERS=0 to see why"


def _known(status: int | None) -> str:
    return "unknown" if status is None else str(status)
