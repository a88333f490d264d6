"""A card reader for a Python program, by Duka: one file, Python 3.8 or later, no dependency.

    with HttpDuka(pair_program("his.token", "his")) as duka:      # duka serve --http runs
        sale = duka.debit("S-1", 1250)                            # integer fen
        print(sale["outcome"], sale["receiptText"] or sale["reason"])

``StdioDuka`` is the same with a ``duka serve --stdio`` of the program's own. An answer that is lost is a ``DukaError``
whose ``delivery`` is "unknown": ask again with the same ref, which never debits twice, and take no other payment yet.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from types import TracebackType
from typing import Any, Callable, Dict, Iterator, NamedTuple, Optional, Sequence, Type, Union
from urllib.parse import quote

__all__ = ["DukaError", "HttpDuka", "Ldt33Answer", "StdioDuka", "pair_program"]

Json = Dict[str, Any]

URL_DEFAULT = "http://127.0.0.1:4090"
#: The service ends each call after 300 s.
TIMEOUT_S = 330.0
_ANSWER_MAX = 64 * 1024 * 1024


class DukaError(Exception):
    """Something did not work, and nothing else was told about the card than ``delivery`` says."""

    def __init__(self, error: Json) -> None:
        self.kind: str = str(error.get("kind", "internal"))
        #: For a program: "card-absent", "password-in-call", "unreachable" ...
        self.code: str = str(error.get("code", "unknown"))
        #: What to do, in English and Chinese.
        remedy = error.get("remedy")
        self.remedy: Dict[str, str] = remedy if isinstance(remedy, dict) else {"en": "", "zh": ""}
        #: Whether the card may have acted: "not-sent", "unknown", "answered"; None where no reader was asked.
        self.delivery: Optional[str] = error.get("delivery")
        super().__init__(str(error.get("message", "unknown error")))


class Ldt33Answer(NamedTuple):
    """What a national card function returns: 0 or a negative code, and its pOutInfo."""

    code: int
    out_info: str


def pair_program(token_file: str, name: str, command: Sequence[str] = ("duka",)) -> str:
    """The token of this program, from its file; where there is none, ``duka pair --program`` gives one.

    :param token_file: made for this user alone (mode 0600)
    :param name: shown to others while this program has the reader
    :param command: how duka is started, such as ("npx", "duka"); options of ``duka pair`` may follow the word "pair"
    """
    try:
        with open(token_file, encoding="ascii") as kept:
            if os.name == "posix" and os.fstat(kept.fileno()).st_mode & 0o077:
                message = "%s is open to other users: close it with chmod 600" % token_file
                raise DukaError({"kind": "bridge", "code": "token-file-open", "message": message})
            return kept.read().strip()
    except FileNotFoundError:
        pass
    words = list(command) if "pair" in command else [*command, "pair"]
    told = subprocess.run([*words, "--program", name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    token = told.stdout.strip()
    if told.returncode != 0 or token == "":
        raise DukaError({"kind": "bridge", "code": "not-paired", "message": told.stderr.strip() or "no token was given"})
    with os.fdopen(os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as made:
        made.write(token + "\n")
    return token


class _Duka:
    """The methods of ``duka serve``; those without a name of their own are reached by ``call``."""

    def call(self, method: str, params: Optional[Json] = None) -> Json:
        """Any method with its parameters, as ``duka serve --schema`` and ``/openapi.json`` declare them."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends what was begun."""

    def balance(self, kind: str = "purse") -> Json:
        """``balanceFen``; or ``refused`` with ``reason`` and ``reasonCode``."""
        return self.call("balance", {"kind": kind})

    def card(self) -> Json:
        """Which card is in the reader."""
        return self.call("card")

    def debit(self, ref: str, amount_fen: int, kind: str = "purse", **more: Any) -> Json:
        """Takes money once for each ref.

        ``outcome`` is "committed" (paid), "refused" (nothing was taken), "deferred", "undecided" or "manual" (take no
        other payment yet), "inProgress".

        :param more: further members of the request, such as medical={"selfPayFen": 0, "poolFen": 0}, detail={...}
        """
        return self.call("debit", {"ref": ref, "amountFen": amount_fen, "kind": kind, **more})

    def sale(self, ref: str) -> Json:
        """What became of a sale, from the journal alone."""
        return self.call("sale", {"ref": ref})

    def receipt(self, ref: str, language: str = "both", **more: Any) -> Json:
        """The receipt once more: ``text``, ``base64`` for a printer."""
        return self.call("receipt", {"ref": ref, "language": language, **more})

    def ldt33(self, function: str, *arguments: Union[int, str]) -> Ldt33Answer:
        """A national card function, such as ldt33("iReadCardBas", 1); pOutInfo is left out of the arguments."""
        answer = self.call("ldt33", {"function": function, "arguments": list(arguments)})
        return Ldt33Answer(int(answer["code"]), str(answer["pOutInfo"]))


class HttpDuka(_Duka):
    """By ``duka serve --http`` on the same machine. Any thread may call.

    :param token: of ``pair_program`` or ``duka pair --program NAME``
    :param name: shown to others while this program has the reader
    """

    def __init__(self, token: str, url: str = URL_DEFAULT, name: str = "", timeout_s: float = TIMEOUT_S) -> None:
        self._url = url.rstrip("/")
        self._headers = {"authorization": "Bearer " + token, "content-type": "application/json"}
        if name:
            self._headers["x-duka-name"] = quote(name)
        self._timeout_s = timeout_s
        # A proxy of the environment has no business between two programs of one machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    def __enter__(self) -> "HttpDuka":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def call(self, method: str, params: Optional[Json] = None) -> Json:
        body = json.dumps(params or {}, ensure_ascii=False).encode("utf-8")
        request = urllib.request.Request(
            self._url + "/v1/" + quote(method, safe=""), data=body, headers=self._headers, method="POST"
        )
        try:
            with self._opener.open(request, timeout=self._timeout_s) as response:
                return _object(response.read(_ANSWER_MAX))
        except urllib.error.HTTPError as refused:
            with refused:
                answer = _object(refused.read(_ANSWER_MAX))
            raise DukaError(answer.get("error", {})) from None
        except (OSError, ValueError) as cause:
            raise _unreachable(self._url, cause) from cause

    def events(self) -> Iterator[Json]:
        """Until the service ends: who has the reader, cards that come and go, where a password is typed."""
        headers = {name: value for name, value in self._headers.items() if name != "content-type"}
        request = urllib.request.Request(self._url + "/v1/events", headers=headers)
        try:
            # Nothing for three heartbeats: the service is gone.
            with self._opener.open(request, timeout=45) as stream:
                for line in stream:
                    if line.startswith(b"data: "):
                        yield _object(line[6:])
        except urllib.error.HTTPError as refused:
            with refused:
                answer = _object(refused.read(_ANSWER_MAX))
            raise DukaError(answer.get("error", {})) from None
        except (OSError, ValueError) as cause:
            raise _unreachable(self._url, cause) from cause


class StdioDuka(_Duka):
    """By a ``duka serve --stdio`` of this program's own. Any thread may call; calls are carried out one by one.

    :param command: how it is started, such as ("duka", "serve", "--stdio", "--reader", "serial:COM3")
    :param ask_password: gets the question (``maskedCardNumber``, ``triesLeft`` ...) and returns the digits that were
        typed, or None; without it no password is given
    :param on_event: gets what is told meanwhile, such as {"event": "recovered", ...}
    """

    def __init__(
        self,
        command: Sequence[str] = ("duka", "serve", "--stdio"),
        ask_password: Optional[Callable[[Json], Optional[str]]] = None,
        on_event: Optional[Callable[[Json], None]] = None,
        env: Optional[Dict[str, str]] = None,
    ) -> None:
        self._ask_password = ask_password
        self._on_event = on_event
        self._lock = threading.Lock()
        self._requests = 0
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1, env=env
        )

    def __enter__(self) -> "StdioDuka":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def call(self, method: str, params: Optional[Json] = None) -> Json:
        with self._lock:
            self._requests += 1
            request = self._requests
            self._say({"id": request, "method": method, "params": params or {}})
            while True:
                reply = self._next()
                if reply.get("id") != request:
                    if self._on_event is not None and "event" in reply:
                        self._on_event(reply)
                elif "ask" in reply:
                    typed = None if self._ask_password is None else self._ask_password(reply["question"])
                    self._say({"id": request, "password": typed})
                elif "error" in reply:
                    raise DukaError(reply["error"])
                else:
                    result = reply["result"]
                    return result if isinstance(result, dict) else {"result": result}

    def close(self) -> None:
        """What was begun is finished; then the process ends."""
        with self._lock:
            stdin, stdout = self._process.stdin, self._process.stdout
            assert stdin is not None and stdout is not None
            try:
                stdin.close()
            except OSError:
                pass  # It has ended already.
            self._process.wait()
            stdout.close()

    def _say(self, message: Json) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(message, ensure_ascii=False) + "\n")
            stdin.flush()
        except (OSError, ValueError) as cause:
            raise _unreachable("duka serve --stdio", cause) from cause

    def _next(self) -> Json:
        stdout = self._process.stdout
        assert stdout is not None
        line = stdout.readline()
        if line == "":
            raise _unreachable("duka serve --stdio", EOFError("it has ended"))
        return _object(line)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _object(text: Union[str, bytes]) -> Json:
    answer = json.loads(text)
    if not isinstance(answer, dict):
        raise ValueError("the answer is no JSON object")
    return answer


def _unreachable(what: str, cause: BaseException) -> DukaError:
    reason = cause.reason if isinstance(cause, urllib.error.URLError) else cause
    # Refused before a byte went out; after that no one knows.
    unsent = isinstance(reason, (ConnectionRefusedError, socket.gaierror))
    remedy = {
        "en": "start duka serve --http; after a debit ask again with the same ref",
        "zh": "请启动 duka serve --http；扣款请求请用同一单号再次查询",
    }
    return DukaError(
        {
            "kind": "bridge",
            "code": "unreachable",
            "message": "%s does not answer: %s" % (what, reason),
            "remedy": remedy,
            "delivery": "not-sent" if unsent else "unknown",
        }
    )
