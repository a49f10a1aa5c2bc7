"""The pool's hand on the process that forks its workers: what is loaded is loaded once, and a further worker starts in milliseconds.

One control socket: orders go out, with the socket that a new worker serves; back comes which process it is, and how it ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from newscrawl.workers.worker import ENDED, FORK, FORKED, KILL, NEWS, ORDER

__all__ = ["ForkServer", "Forked"]

LAST_SECONDS = 2.0  # that the server may take to end its workers


@dataclass(slots=True, eq=False)
class Forked:
    """A worker process. `ended`: its exit status in the form of `Popen.returncode`, None where the server was gone before it could
    report."""

    ended: asyncio.Future[int | None]
    pid: int = 0  # none yet
    unwanted: bool = False


class ForkServer:
    """Starts at once and loads while the caller goes on. `trouble`: what is wrong with `preload`, in words, as soon as that is known.
    `status`: its own exit status, None while it runs."""

    def __init__(self, deadline: float, memory: int, preload: str) -> None:
        self.trouble = ""
        self.status: int | None = None
        self._ordered: deque[Forked] = deque()
        self._forked: dict[int, Forked] = {}
        self._control, theirs = socket.socketpair()
        command = [sys.executable, "-m", "newscrawl.workers.worker", str(theirs.fileno()), repr(deadline), str(memory), preload]
        path = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        # One thread: NumPy's linear algebra, which nobody uses here, would start more, and forks have but one.
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": path}
        with theirs:
            # In a process group of its own, so that Ctrl-C stops the crawl and lets pages in work finish.
            self._process = subprocess.Popen(  # noqa: S603
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment, process_group=0
            )
        self._control.setblocking(False)
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    def fork(self, connection: socket.socket) -> Forked:
        """A worker that serves the other end of `connection`. The caller closes its own copy."""
        forked = Forked(asyncio.get_running_loop().create_future())
        try:
            socket.send_fds(self._control, [ORDER.pack(FORK, 0)], [connection.fileno()])
        except OSError:  # it is gone, or does not listen: told like any end
            forked.ended.set_result(None)
        else:
            self._ordered.append(forked)
        return forked

    def kill(self, worker: Forked) -> None:
        """By the server, who knows whether the number is still that process's."""
        worker.unwanted = True
        if worker.pid and not worker.ended.done():
            with contextlib.suppress(OSError):
                self._control.send(ORDER.pack(KILL, worker.pid))

    async def close(self) -> None:
        """Ends the server and all workers."""
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        self._lost()

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection(sock=self._control)
        try:
            size = int.from_bytes(await reader.readexactly(8), "big")
            self.trouble = pickle.loads(await reader.readexactly(size))  # noqa: S301  our own process wrote it
            while True:
                self._heard(*NEWS.unpack(await reader.readexactly(NEWS.size)))
        except (asyncio.IncompleteReadError, ConnectionError):
            self._lost()
        finally:
            writer.close()

    def _heard(self, kind: bytes, pid: int, status: int) -> None:
        if kind == FORKED:
            worker = self._forked[pid] = self._ordered.popleft()
            worker.pid = pid
            if worker.unwanted:
                self.kill(worker)
        elif kind == ENDED:
            worker = self._forked.pop(pid)
            if not worker.ended.done():
                worker.ended.set_result(status)

    def _lost(self) -> None:
        if self.status is not None:
            return
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)  # at once, whoever else holds the socket
        try:
            self.status = self._process.wait(timeout=LAST_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self.status = self._process.wait()
            for pid in self._forked:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self._control.close()
        for worker in (*self._forked.values(), *self._ordered):
            if not worker.ended.done():
                worker.ended.set_result(None)
