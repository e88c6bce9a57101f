"""Sites on loopback behind TLS, each of whose certificates or handshakes has a fault of its own."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from smallsite import Exchange, SmallSite, _Server

_DAY = timedelta(days=1)


class Authority:
    """Signs certificates; one without *signer* signs itself."""

    def __init__(self, name: str, signer: "Authority | None" = None) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        signer = signer or self
        builder = self._begin(self.name, signer.name, self.key, -1, 1)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.certificate = builder.sign(signer.key, hashes.SHA256())

    @staticmethod
    def _begin(
        name: x509.Name, signer: x509.Name, key: ec.EllipticCurvePrivateKey, first: float, last: float
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(signer)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        return builder.not_valid_before(now + first * _DAY).not_valid_after(now + last * _DAY)

    def write(self, path: Path) -> Path:
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def write_with_key(self, path: Path) -> Path:
        """Its key and its certificate, for a server that has no other."""
        pem, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        key = self.key.private_bytes(pem, plain, serialization.NoEncryption())
        path.write_bytes(key + self.certificate.public_bytes(pem))
        return path

    def issue(
        self, path: Path, host: str = "127.0.0.1", first: float = -1, last: float = 1, chain: bool = True
    ) -> Path:
        """A key and a certificate for *host*, valid from *first* to *last* in days from now.

        With *chain* this authority's own follows.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        builder = self._begin(name, self.name, key, first, last)
        is_number = host.replace(".", "").isdigit()
        alternative = x509.IPAddress(ip_address(host)) if is_number else x509.DNSName(host)
        builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        pem = serialization.Encoding.PEM
        bare, plain = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
        parts = [key.private_bytes(pem, plain, bare)]
        parts.append(builder.sign(self.key, hashes.SHA256()).public_bytes(pem))
        if chain:
            parts.append(self.certificate.public_bytes(pem))
        path.write_bytes(b"".join(parts))
        return path


class _TlsServer(_Server):
    context: ssl.SSLContext

    def finish_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:
        request.settimeout(10)
        with suppress(OSError), self.context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)


def make_context(certificate: Path) -> ssl.SSLContext:
    """What a server needs to have the key and chain in the file *certificate*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@contextmanager
def serve_tls(context: ssl.SSLContext) -> Iterator[SmallSite]:
    """A small site behind TLS while the block lasts."""
    server = _TlsServer(("127.0.0.1", 0), Exchange)
    server.context = context
    site = SmallSite(server)
    site.base = site.base.replace("http:", "https:")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_bytes(answer: Callable[[socket.socket], object]) -> Iterator[str]:
    """The ``https`` address of a port whose connections are left to *answer* while the block lasts."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        listening.settimeout(0.05)
        ending = threading.Event()

        def accept() -> None:
            while not ending.is_set():
                with suppress(OSError), listening.accept()[0] as connection:
                    connection.settimeout(10)
                    answer(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            ending.set()
            thread.join()
