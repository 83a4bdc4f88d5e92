"""Chooses the trusted certificates: this machine's and Mozilla's, the system's only, or a file's."""

from __future__ import annotations

import os
import ssl

from codat_tui.models.errors import ConfigurationError

SYSTEM = "system"
"""Selects the system's trust store, on macOS the Keychain."""


def trust(ca_bundle: str | None) -> ssl.SSLContext:
    """The TLS settings from *ca_bundle*, else SSL_CERT_FILE or SSL_CERT_DIR, else the defaults.

    *ca_bundle*: a PEM file, a folder of hashed certificates, or "system". Raises ConfigurationError, which
    names the setting or variable.
    """
    if ca_bundle == SYSTEM:
        return _system()
    for name, value in (
        ("ca_bundle", ca_bundle),
        ("SSL_CERT_FILE", os.environ.get("SSL_CERT_FILE")),
        ("SSL_CERT_DIR", os.environ.get("SSL_CERT_DIR")),
    ):
        if value:
            return _from_path(name, value)
    return _default()


def _default() -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context(cafile=certifi.where())
    # Companies that inspect HTTPS add their own authority to the system's store.
    context.load_default_certs()
    return context


def _system() -> ssl.SSLContext:
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _from_path(name: str, value: str) -> ssl.SSLContext:
    path = os.path.expanduser(value)
    try:
        if os.path.isdir(path):
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:
        if isinstance(error, ssl.SSLError):
            reason = "it holds no certificates"
        else:
            reason = getattr(error, "strerror", None) or "it is no path"
        raise ConfigurationError(
            title="The CA bundle cannot be read", next_step=f"{name} is {path}: {reason}."
        ) from None
