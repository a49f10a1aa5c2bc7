"""The workers' side of `pool`: a process that has loaded what jobs need, and forks a worker for each socket that it is handed.

Started as `python -m newscrawl.workers.worker FD DEADLINE MEMORY PRELOAD`; FD is the control
socket. The process first says there what `load` says; from then on it takes `ORDER`s and tells `NEWS`. When the other side hangs up, the
process ends with all its workers.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import os
import pickle
import resource
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NoReturn, Protocol

ORDER: Final = struct.Struct("!ci")  # FORK, 0 (with the worker's socket), or KILL, pid
FORK, KILL = b"f", b"k"
NEWS: Final = struct.Struct("!cii")  # FORKED, pid, 0, in the order of the orders; or ENDED, pid, exit status as in `Popen.returncode`
FORKED, ENDED = b"f", b"e"

_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    """Bytes of memory that this process holds now; its peak where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * _PAGE
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


@lru_cache
def resolve(name: str) -> Callable[..., Any]:
    """The function that `package.module:function` names."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def serve(stream: Stream, deadline: float) -> None:
    """Answers jobs until the other side hangs up."""
    while len(head := stream.read(8)) == 8:
        message = stream.read(size := int.from_bytes(head, "big"))
        if len(message) < size:
            return  # the crawl ended while it wrote
        function, args = pickle.loads(message)  # noqa: S301  the crawl that started us wrote it
        signal.setitimer(signal.ITIMER_REAL, deadline)
        try:
            ok, value = True, resolve(function)(*args)
        except Exception as error:  # noqa: BLE001  it is the caller's, whatever it is
            ok, value = False, error
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            answer = pickle.dumps((ok, value, resident()), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001  an error that cannot be pickled is sent as text
            answer = pickle.dumps((False, RuntimeError(f"{value!r:.500} cannot be pickled: {error}"), resident()))
        send(stream, answer)


def send(stream: Stream, message: bytes) -> None:
    stream.write(len(message).to_bytes(8, "big") + message)
    stream.flush()


def load(name: str) -> str:
    """Imports a module that jobs need, or calls `package.module:function`. Returns the error in words, '' for success."""
    try:
        resolve(name)() if ":" in name else importlib.import_module(name)
    except Exception as error:  # noqa: BLE001  told to the crawl, which ends with it
        return f"{type(error).__name__}: {error}"[:300]
    return ""


class Server:
    """Forks workers on order, and reports how each ended."""

    def __init__(self, control: socket.socket, deadline: float) -> None:
        self._control, self._deadline = control, deadline
        self._children: set[int] = set()
        self._woken, self._waker = socket.socketpair()  # a byte for each signal: a child that ended
        self._woken.setblocking(False)
        self._waker.setblocking(False)

    def tend(self) -> None:
        """Until the other side hangs up; then no worker is left."""
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            with selectors.DefaultSelector() as ready:
                ready.register(self._control, selectors.EVENT_READ)
                ready.register(self._woken, selectors.EVENT_READ)
                while True:
                    waiting = [key.fileobj for key, _ in ready.select()]
                    if self._woken in waiting:
                        self._woken.recv(4096)
                        self._reap()
                    if self._control in waiting and not self._obey():
                        return
        finally:
            for pid in self._children:
                os.kill(pid, signal.SIGKILL)
            for pid in self._children:
                os.waitpid(pid, 0)

    def _obey(self) -> bool:
        order, descriptors, _, _ = socket.recv_fds(self._control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return False
        kind, pid = ORDER.unpack(order)
        if kind == KILL and pid in self._children:  # not reaped: nobody else can have its number
            os.kill(pid, signal.SIGKILL)
        elif kind == FORK:
            self._fork(descriptors[0])
        return True

    def _fork(self, descriptor: int) -> None:
        pid = os.fork()
        if not pid:
            self._work(descriptor)
        os.close(descriptor)
        self._children.add(pid)
        self._control.sendall(NEWS.pack(FORKED, pid, 0))

    def _work(self, descriptor: int) -> NoReturn:
        """A worker's whole life. It never comes back to what its parent was doing, whatever happens."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in (self._control, self._woken, self._waker):
                inherited.close()
            with contextlib.suppress(ConnectionError), socket.socket(fileno=descriptor) as connection, connection.makefile("rwb") as stream:
                serve(stream, self._deadline)
            status = 0
        except MemoryError:
            status = errno.ENOMEM
        except BaseException:  # noqa: BLE001  told as Python does at the end of a process
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._children.discard(pid)
            self._control.sendall(NEWS.pack(ENDED, pid, os.waitstatus_to_exitcode(status)))


def main() -> None:
    fd, deadline, memory, preload = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (memory * 2, memory * 2))
    try:
        trouble = load(preload) if preload else ""
        with socket.socket(fileno=fd) as control, contextlib.suppress(ConnectionError):
            with control.makefile("wb") as stream:
                send(stream, pickle.dumps(trouble))
            if not trouble:
                gc.collect()
                gc.freeze()  # what all workers share stays shared: the collector writes into what it looks at
                Server(control, deadline).tend()
                os._exit(0)  # nothing is left to do, and nobody waits for Python's tidying up
    except MemoryError:
        sys.exit(errno.ENOMEM)
    except OSError as error:  # no more processes
        sys.exit(error.errno)


if __name__ == "__main__":
    main()
