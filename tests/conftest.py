"""For all tests: nothing leaves loopback, and sites to crawl."""

from __future__ import annotations

import importlib.util
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from demo.generated import GeneratedSite
from demo.http import App
from demo.server import Server

_GUARD = Path(__file__).parent / "guard"
_spec = importlib.util.spec_from_file_location("tests_guard", _GUARD / "sitecustomize.py")
assert _spec is not None and _spec.loader is not None
_guard = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_guard)


@pytest.fixture(scope="session", autouse=True)
def _processes_stay_on_loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Every process that a test starts loads the same guard."""
    noted = tmp_path_factory.mktemp("guard") / "left-loopback.txt"
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "TESTS_LEFT_LOOPBACK")}
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_GUARD), before["PYTHONPATH"]]))
    os.environ["TESTS_LEFT_LOOPBACK"] = str(noted)
    yield noted
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def left_loopback(_processes_stay_on_loopback: Path) -> Callable[[], list[str]]:
    """What this test, or a process that it started, tried to connect to beyond loopback. A test that asks for this may try."""
    _processes_stay_on_loopback.unlink(missing_ok=True)
    return lambda: _processes_stay_on_loopback.read_text().splitlines() if _processes_stay_on_loopback.exists() else []


@pytest.fixture(autouse=True)
def _stays_on_loopback(request: pytest.FixtureRequest, _processes_stay_on_loopback: Path) -> Iterator[None]:
    _processes_stay_on_loopback.unlink(missing_ok=True)
    yield
    if _processes_stay_on_loopback.exists() and "left_loopback" not in request.fixturenames:
        pytest.fail(f"left loopback: {_processes_stay_on_loopback.read_text().strip()}")


@pytest.fixture
def generated_site() -> Iterator[Callable[..., GeneratedSite]]:
    """`generated_site(200, generation="A", …)`: a started `GeneratedSite`, closed after the test."""
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(GeneratedSite(*args, **options))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[ssl.SSLContext, Path]]:
    """`certificate(expired=True)`: what a server needs for https on 127.0.0.1, and the certificate's file, which signs itself."""

    def make(*, expired: bool = False) -> tuple[ssl.SSLContext, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        hosts = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
        ends = datetime.now(UTC) + timedelta(days=-1 if expired else 1)
        built = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), ends - timedelta(days=30), ends)
            .add_extension(hosts, critical=False)
            .sign(key, hashes.SHA256())
        )
        file = tmp_path_factory.mktemp("tls") / "server.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + built.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context, file

    return make


@pytest.fixture
def served() -> Iterator[Callable[[App], Server]]:
    """`served(app)`: a started server for any callable from `Request` to `Reply`, closed after the test."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(Server(app))


@pytest.fixture
def site_process() -> Iterator[Callable[..., str]]:
    """`site_process("demo.generated", "--articles", "500")`: the address of a site in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(module: str, *arguments: Any) -> str:
        command = [sys.executable, "-m", module, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
        started.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip()

    yield start
    for process in started:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()
