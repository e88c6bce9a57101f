"""TLS: a server's certificate is checked, and what is wrong with it is told.

Scrapy takes any certificate unless told otherwise, and then says no more than that one was refused.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadFailedError
from service_identity import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import AcceptableCiphers, optionsForClientTLS
from twisted.python.failure import Failure
from twisted.web.client import ResponseNeverReceived
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from dosvoces.core.errors import SettingError
from spiders.allowed_addresses import is_literal

if TYPE_CHECKING:
    from OpenSSL.crypto import X509
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.protocols.tls import TLSMemoryBIOProtocol

#: OpenSSL's numbers of what is wrong with a certificate (``X509_V_ERR_…``) that have a reason of their own.
_REASONS = {
    2: "tls_unknown_issuer",
    9: "tls_not_yet_valid",
    10: "tls_expired",
    18: "tls_self_signed",
    19: "tls_unknown_issuer",
    20: "tls_unknown_issuer",
    21: "tls_unknown_issuer",
}

#: OpenSSL's ``SSL_OP_LEGACY_SERVER_CONNECT``, as Scrapy has it: servers from before RFC 5746 are talked to.
_OLD_SERVERS = 0x4


class TlsError(Exception):
    """A connection that could not be made safe; *reason* is what it is counted under.

    To ask again at once would not help, so Scrapy's middleware for that does not know it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason


class CheckingHandler(HTTP11DownloadHandler):
    """Scrapy's downloads, with certificates checked against the authorities that the machine trusts."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        trusted = _Trusted(crawler.settings["DOSVOCES_AUTHORITIES"])
        self._contextFactory = _CheckingPolicy(trusted)  # type: ignore[assignment]

    async def download_request(self, request: Request) -> Response:
        """The answer to *request*; raises :exc:`TlsError` where the connection could not be made safe."""
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            failed = error.__cause__
            for reason in getattr(failed, "reasons", ()):
                if isinstance(reason.value, TlsError):
                    raise reason.value from error
                if isinstance(failed, ResponseNeverReceived) and isinstance(reason.value, SSL.Error):
                    raise TlsError("tls_handshake", f"{request.url}: {reason.value}") from error
            raise


@implementer(IOpenSSLTrustRoot)
class _Trusted:
    """The authorities of the machine and those in the file *more*, if there is one."""

    def __init__(self, more: str) -> None:
        self._more = more

    def _addCACertsToContext(self, context: SSL.Context) -> None:  # noqa: N802 - the name is Twisted's
        context.set_default_verify_paths()
        if self._more:
            context.load_verify_locations(self._more)
        context.set_options(_OLD_SERVERS)


@implementer(IPolicyForHTTPS)
class _CheckingPolicy:
    """Which connections are made to a host: those with a sound certificate by the authorities *trusted*."""

    def __init__(self, trusted: _Trusted) -> None:
        self._trusted = trusted

    def creatorForNetloc(  # noqa: N802 - the name is Twisted's
        self, hostname: bytes, port: int
    ) -> _CheckedConnections:
        """What makes the connections to a host."""
        host = hostname.decode("ascii")
        # Twisted's own list of ciphers leaves out some that old servers need.
        ciphers = AcceptableCiphers.fromOpenSSLCipherString("DEFAULT")  # type: ignore[no-untyped-call]
        options = {"fixBrokenPeers": True, "acceptableCiphers": ciphers}
        trusted: Any = self._trusted
        made = optionsForClientTLS(host, trusted, extraCertificateOptions=options)
        return _CheckedConnections(made, host)


@implementer(IOpenSSLClientConnectionCreator)
class _CheckedConnections:
    """Makes connections to *host* that end, with a :exc:`TlsError`, on a certificate that is not sound."""

    def __init__(self, inner: Any, host: str) -> None:
        self._inner, self._host = inner, host

    def clientConnectionForTLS(  # noqa: N802 - the name is Twisted's
        self, protocol: TLSMemoryBIOProtocol
    ) -> SSL.Connection:
        """One connection, which *protocol* begins."""
        connection: SSL.Connection = self._inner.clientConnectionForTLS(protocol)
        host = self._host
        wanted = IPAddress_ID(host) if is_literal(host) else DNS_ID(host)

        def check(_: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
            if problem := _find_problem(certificate, error, depth, ok, wanted):
                failure = Failure(TlsError(problem, host))  # type: ignore[no-untyped-call]
                protocol.failVerification(failure)  # type: ignore[no-untyped-call]
            return not problem

        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, check)
        return connection


def _find_problem(certificate: X509, error: int, depth: int, ok: int, wanted: DNS_ID | IPAddress_ID) -> str:
    """What is wrong with one *certificate* of a chain, the server's own at *depth* 0; empty for nothing."""
    if not ok:
        return _REASONS.get(error, "tls_certificate")
    if depth:
        return ""
    try:
        verify_service_identity(extract_patterns(certificate), [wanted], [])
    except VerificationError:
        return "tls_wrong_host"
    except (CertificateError, ValueError):
        return "tls_certificate"
    return ""


def check_authorities(more: str) -> str:
    """Where the trusted authorities are, those in the file *more* included; empty when there are none.

    Raises :exc:`~dosvoces.core.errors.SettingError` when the file cannot be read.
    """
    paths = ssl.get_default_verify_paths()
    folder = paths.capath if paths.capath and any(Path(paths.capath).iterdir()) else ""
    if more:
        try:
            ssl.create_default_context(cafile=more)
        except OSError as error:  # ssl.SSLError is one
            raise SettingError(f"DOSVOCES_AUTHORITIES: {more} is no file of certificates: {error}") from error
    return ", ".join(filter(None, (paths.cafile or folder, more)))
