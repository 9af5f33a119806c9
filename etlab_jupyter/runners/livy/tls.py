"""Why there is no TLS connection, for people."""

from __future__ import annotations

import ssl


def tls_problem(address: str, error: BaseException) -> str | None:
    """What is wrong with the TLS of an address; None where an error has another cause."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    match cause:
        case None | ssl.SSLEOFError() | ssl.SSLSyscallError():  # a server that just ends
            return None
        case ssl.SSLCertVerificationError():
            return (
                f"The certificate of {address} is not trusted: {cause.verify_message}. Name the "
                "certificates of your own authority to the Jupyter server in the environment "
                "variable SSL_CERT_FILE, or switch off “Check the server's certificate”."
            )
        case ssl.SSLError():
            reason = (cause.reason or str(cause)).replace("_", " ").lower()
            return f"There is no TLS connection to {address}: {reason}. Is it https there?"
