"""sparkmagic, run in an environment of its own: `sparkmagic_ref.py ADDRESS SESSION`.

For each line (a statement as JSON) runs it in the session as the `%%spark` magic does, and prints
the milliseconds.
"""

from __future__ import annotations

import json
import sys
import time
from unittest.mock import MagicMock


def main(address: str, number: int) -> None:
    """Serves until its input ends."""
    import sparkmagic.utils.constants as constants
    from sparkmagic.livyclientlib.command import Command
    from sparkmagic.livyclientlib.endpoint import Endpoint
    from sparkmagic.livyclientlib.livyreliablehttpclient import LivyReliableHttpClient
    from sparkmagic.livyclientlib.livysession import LivySession

    client = LivyReliableHttpClient.from_endpoint(Endpoint(address, None))
    client.get_headers()["X-Requested-By"] = "bench"
    kind = {constants.LIVY_KIND_PARAM: "pyspark"}
    session = LivySession(client, kind, MagicMock(), session_id=number)
    print("ready", flush=True)
    for line in sys.stdin:
        begin = time.perf_counter()
        ok, output, _ = Command(json.loads(line)).execute(session)
        took = (time.perf_counter() - begin) * 1000
        print(json.dumps([bool(ok), str(output), took]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
