"""A till in Python, by duka serve --http: python3 till.py AMOUNT_IN_FEN [URL]. The client, duka.py, lies beside it."""

import json
import os
import sys
import time

from duka import DukaError, HttpDuka, pair_program

OPEN_SALE = "open-sale.json"


def sale_of_now(amount_fen: int) -> dict:
    """The sale that a till which went down in the middle was at; else a new one, kept before the card is asked."""
    if not os.path.exists(OPEN_SALE):
        with open(OPEN_SALE, "w", encoding="utf-8") as kept:
            json.dump({"ref": "T1-%d" % time.time_ns(), "amount_fen": amount_fen}, kept)
    with open(OPEN_SALE, encoding="utf-8") as kept:
        return json.load(kept)


def main() -> int:
    fen = int(sys.argv[1])
    url = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:4090"
    token = pair_program("till.token", "till 3")
    with HttpDuka(token, url, name="till 3") as duka:
        try:
            sale = duka.debit(**sale_of_now(fen))
        except DukaError as error:
            print(error.code, error.remedy["zh"], file=sys.stderr)
            return 1  # An attempt before this one may have paid: the ref stays, and is asked again.
    print(sale["ref"], sale["outcome"])
    print(sale["receiptText"] or sale["reason"])
    if sale["outcome"] in ("undecided", "manual", "inProgress"):
        return 5  # Asked again with the same ref; take no other payment until then.
    os.remove(OPEN_SALE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
