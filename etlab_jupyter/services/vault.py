"""Secrets at rest: Fernet, with keys that can be changed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from jupyter_core.paths import jupyter_data_dir

from etlab_jupyter.problems import ETLabError

VARIABLE = "ETLAB_ENCRYPTION_KEY"
FILE_VARIABLE = "ETLAB_ENCRYPTION_KEY_FILE"


class VaultError(ETLabError):
    """The keys are missing or do not fit."""


class Vault:
    """Encrypts with the first key and decrypts with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise VaultError(
                "An encryption key must be 32 bytes in URL-safe base64, as `python -c 'from "
                "cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'` prints."
            ) from None

    def encrypt(self, text: str) -> str:
        """The text as a Fernet token."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """The text again; `VaultError` where no key fits."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            raise VaultError(
                "A secret was encrypted with another key. Put the old key back, behind the new: "
                f"{VARIABLE}=NEW,OLD. Or enter the secret again."
            ) from None

    def rotate(self, token: str) -> str:
        """The same secret, encrypted with the first key."""
        try:
            return self._fernet.rotate(token.encode()).decode()
        except InvalidToken:
            return self.encrypt(self.decrypt(token))


def open_vault(environ: Mapping[str, str] = os.environ) -> Vault:
    """The vault with the keys of the environment, else of a file.

    `ETLAB_ENCRYPTION_KEY` holds keys with commas between them. Without it the keys are the lines
    of `ETLAB_ENCRYPTION_KEY_FILE`, or of `etlab/etlab.key` in Jupyter's data directory, which is
    made with a new key where missing. A file that others can read is refused.
    """
    if text := environ.get(VARIABLE, "").strip():
        return Vault([key.strip() for key in text.split(",") if key.strip()])
    named = environ.get(FILE_VARIABLE)
    file = Path(named) if named else Path(jupyter_data_dir()) / "etlab" / "etlab.key"
    if not named and not file.exists():
        _make(file)
    try:
        if file.stat().st_mode & 0o077:
            raise VaultError(f"Others can read {file}. Run: chmod 600 {file}")
        keys = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise VaultError(f"The encryption key cannot be read from {file}: {error}") from None
    if not keys:
        raise VaultError(f"There is no encryption key in {file}.")
    return Vault(keys)


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as stream:
        stream.write(Fernet.generate_key().decode() + "\n")
