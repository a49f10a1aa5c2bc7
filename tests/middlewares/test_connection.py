"""What is decided on the connection itself: what a name resolves to, and who answers."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.middlewares.harness import Server, crawl, page, reply


def test_a_name_that_resolves_to_a_private_address_is_not_connected_to(server: Server) -> None:
    server.answers = {"/": page("internal")}
    names = {
        "a.probe.example": ["127.0.0.1"],
        "b.probe.example": ["10.0.0.1"],
        "c.probe.example": ["::1", "::ffff:127.0.0.1"],
        "d.probe.example": [],
    }
    site = {"home": f"http://www.probe.example:{server.port}/", "same_site": [f"{name}:{server.port}" for name in names]}
    urls = [f"http://{name}:{server.port}/" for name in names]
    done = crawl(urls, **site, resolver=names, settings={"ROBOTSTXT_OBEY": False, "RETRY_TIMES": 1})
    assert [done[url].reason for url in urls] == ["address", "address", "address", ""]
    assert "127.0.0.1, which is loopback" in done[urls[0]].detail
    assert done[urls[3]].error == "CannotResolveHostError"
    assert server.log == []
    assert done.extra["lookups"].count("a.probe.example") == 1


def test_the_same_holds_for_robots_txt(server: Server) -> None:
    server.answers = {"/": page("internal")}
    url = f"http://www.probe.example:{server.port}/"
    done = crawl([url], home=url, resolver={"www.probe.example": ["127.0.0.1"]})
    assert done[url].error == "Refused"
    assert server.log == []


def test_an_opened_name_is_connected_to_where_its_one_lookup_says(server: Server) -> None:
    server.answers = {"/": page("mirror")}
    url = f"http://mirror.probe.example:{server.port}/"
    done = crawl([url], base=url, resolver={"mirror.probe.example": ["127.0.0.1"]})
    assert done[url].status == 200
    assert done.extra["lookups"] == ["mirror.probe.example"]  # robots.txt and page on one connection


def test_an_opened_port_opens_no_other(server: Server) -> None:
    server.answers = {"/": page("mirror")}
    with Server({"/": page("internal")}) as other:
        urls = [f"http://127.0.0.1:{port}/" for port in (server.port, other.port)]
        done = crawl(urls, settings={"NEWSCRAWL_ALLOW_HOSTS": f"127.0.0.1:{server.port}"})
        assert (done[urls[0]].status, done[urls[1]].reason) == (200, "address")
        assert other.log == []


def test_an_endpoint_of_a_setting_is_open_and_asked_without_robots_txt(server: Server) -> None:
    server.answers = {"/cdx": reply(200, b"[]"), "/robots.txt": reply(200, b"User-agent: *\nDisallow: /\n")}
    done = crawl([server.base + "/cdx"], settings={"NEWSCRAWL_WAYBACK_URL": server.base + "/any/path"})
    assert done[server.base + "/cdx"].status == 200
    assert server.asked("/robots.txt") == 0


def test_authorization_stays_with_its_host(server: Server) -> None:
    with Server({"/there": page()}) as other:
        server.answers = {
            "/here": page(),
            "/away": reply(302, b"", f"Location: {other.base}/there"),
            "/back": reply(302, b"", "Location: /here"),
        }
        done = crawl(
            [server.base + path for path in ("/here", "/away", "/back")] + [other.base + "/there?direct"],
            base=server.base,
            headers={"X-Api-Key": "k", "Cookie": "id=1"},
            settings={"NEWSCRAWL_WAYBACK_URL": other.base, "HTTPAUTH_USER": "me", "HTTPAUTH_PASS": "secret", "HTTPAUTH_DOMAIN": None},
        )
        assert {end.status for end in done.ends.values()} == {200}
        assert all("Authorization: Basic" in head for _, target, head in server.log if target != "/robots.txt")
        assert not [head for _, _, head in other.log if "authorization" in head.lower()]
        redirected = other.heads("/there")[0].lower()
        assert "x-api-key" not in redirected
        assert "cookie" not in redirected
        assert "user-agent: newscrawl" in redirected


def certificate(
    folder: Path,
    name: str,
    *,
    days: int = 30,
    host: str = "127.0.0.1",
    ca: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None,
):
    """A certificate for an address, by its own key or by `ca`, as the files that a server takes."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca[0].subject if ca else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
    )
    made = builder.sign(ca[1] if ca else key, hashes.SHA256())
    path = folder / f"{name}.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return made, key, path


def secure(path: Path, highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    if highest < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = highest
    context.maximum_version = highest
    return Server({"/": page("secret")}, context=context)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_only_a_valid_certificate_is_talked_to(tmp_path: Path) -> None:
    root, root_key, trusted = certificate(tmp_path, "root")
    issuer = (root, root_key)
    good = certificate(tmp_path, "good", ca=issuer)[2]
    expired = certificate(tmp_path, "expired", days=-1, ca=issuer)[2]
    other_host = certificate(tmp_path, "other-host", host="192.0.2.1", ca=issuer)[2]
    own = certificate(tmp_path, "self-signed")[2]
    with (
        secure(good) as a,
        secure(expired) as b,
        secure(other_host) as c,
        secure(own) as d,
        secure(good, ssl.TLSVersion.TLSv1_2) as e,
        secure(good, ssl.TLSVersion.TLSv1_1) as f,
    ):
        servers = (a, b, c, d, e, f)
        hosts = [f"127.0.0.1:{server.port}" for server in servers]
        settings = {
            "NEWSCRAWL_ALLOW_HOSTS": hosts,
            "ROBOTSTXT_OBEY": False,
            "RETRY_TIMES": 1,
            "DOWNLOADER_CLIENT_TLS_CIPHERS": "ALL:@SECLEVEL=0",
        }
        done = crawl([server.base + "/" for server in servers], settings=settings, env={"SSL_CERT_FILE": str(trusted)})
    ends = [done[server.base + "/"] for server in servers]
    assert [end.status for end in ends] == [200, 0, 0, 0, 200, 0], ends
    assert [end.reason for end in ends[1:4]] == ["tls", "tls", "tls"]
    assert ends[5].error == "DownloadFailedError"
    assert not [server.log for server in (b, c, d, f) if server.log]
    assert "retry/count" not in done.stats or done.stats["retry/count"] == 1  # only the handshake that another try could change
