"""A server on this machine whose certificate nobody has signed; the key below protects nothing else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUYdn1T3Oa63bFh6x7kiX1z9HRbtYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMzIyMjkyMFoYDzIxMjYxMDMw
MjIyOTIwWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASYB/B7sX1BT72DOlBRaC9Z/L9P/uEFndnEOO50fnqZssalkFx8gOZJ
IE8Ll2VUdsLkhgQ4FlI1t3ZEvQ4D2Mboo2QwYjAdBgNVHQ4EFgQUbUJ3+zP5PNdY
XCGUiL2XMd83UgswHwYDVR0jBBgwFoAUbUJ3+zP5PNdYXCGUiL2XMd83UgswDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IQCtc0p6cLyzZ6iSj+ZYXAllzVP/CbaW2nH+2XHpy9d9kwIgFy1rCMRSeL+XXeGi
iHuX1iLoUl+ltJ7zS74+UyN28uY=
-----END CERTIFICATE-----
"""
PRIVATE_KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpa98Sx3QupZuvMfz
Wh1rTz31C+Kunrq5xNBIJqKY6JmhRANCAASYB/B7sX1BT72DOlBRaC9Z/L9P/uEF
ndnEOO50fnqZssalkFx8gOZJIE8Ll2VUdsLkhgQ4FlI1t3ZEvQ4D2Mbo
-----END PRIVATE KEY-----
"""
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"


@asynccontextmanager
async def tls_server(folder: Path) -> AsyncIterator[str]:
    """Answers every request with an empty object; yields its address."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_text(CERTIFICATE)
    key.write_text(PRIVATE_KEY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
