"""The control API of duka-sim for a Python program: one file, Python 3.8 or later, no dependency.

    control = Control("http://127.0.0.1:4071")      # duka-sim reader --tcp 127.0.0.1:4070 --control 127.0.0.1:4071
    control.arm("card-removed", "DEBIT FOR PURCHASE, answer byte 3")
    ...                                             # your till makes a sale at tcp 127.0.0.1:4070
    print(control.get("faults"), control.get("money"))
    control.post("repair")

Run it to see what a reader does: python3 control.py http://127.0.0.1:4071
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Dict, Iterator, Optional

Json = Dict[str, Any]
TIMEOUT_S = 30.0


class Problem(Exception):
    """What was asked cannot be: nothing was changed. `remedy` says what to do, in English and Chinese."""

    def __init__(self, told: Json) -> None:
        self.status: int = told["status"]
        self.code: str = told["code"]
        self.expected: str = told["expected"]
        self.remedy: Dict[str, str] = told["remedy"]
        super().__init__(f"{told['detail']} (expected: {told['expected']}; {told['remedy']['en']})")


class Control:
    """:param url: as duka-sim says it when it is ready  :param token: where it was started with --control-token"""

    def __init__(self, url: str, token: Optional[str] = None) -> None:
        self._url = url
        self._headers = {} if token is None else {"authorization": f"Bearer {token}"}

    def get(self, name: str, **query: Any) -> Json:
        """state, display, cards, faults, money, log"""
        return self._ask("GET", f"/v1/{name}?{urllib.parse.urlencode(query)}", None)

    def post(self, name: str, **params: Any) -> Json:
        """takeOut, putIn, swap, newCard, type, cable, restart, arm, clear, repair"""
        return self._ask("POST", f"/v1/{name}", params)

    def arm(self, kind: str, at: str, **more: int) -> int:
        """A fault that strikes once, the next time that the reader comes to this position. Its number."""
        return self.post("arm", faults=[{"kind": kind, "at": at, **more}])["faults"][0]["id"]

    def events(self, after: int = 0) -> Iterator[Json]:
        """Everything that happens, as it happens, from behind this event on."""
        request = urllib.request.Request(f"{self._url}/v1/events?after={after}", headers=self._headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as lines:
            for line in lines:
                if line.startswith(b"data: "):
                    yield json.loads(line[len(b"data: ") :])

    def _ask(self, verb: str, path: str, body: Optional[Json]) -> Json:
        headers = {**self._headers, "content-type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data=data, headers=headers, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Problem(json.load(error)) from None


def main(url: str) -> None:
    control = Control(url)
    print("in the slots:", [slot["card"] for slot in control.get("state")["slots"]])
    for event in control.events():
        if event["type"] in ("apdu", "money", "fault", "operator"):
            print({name: value for name, value in event.items() if name not in ("request", "response")})


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:4071")
