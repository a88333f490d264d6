"""Calls the library by ctypes; lines in and out as caller.c has them."""
import ctypes
import mmap
import sys
import threading

libc = ctypes.CDLL(None, use_errno=True)
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
library = ctypes.CDLL(sys.argv[1])
PAGE = mmap.PAGESIZE


def guarded(content: bytes):
    """Bytes that end where a page begins that no one may touch."""
    readable = max((len(content) + PAGE - 1) // PAGE, 1) * PAGE
    pages = mmap.mmap(-1, readable + PAGE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    address = start + readable - len(content)
    ctypes.memmove(address, content, len(content))
    if libc.mprotect(start + readable, PAGE, 0) != 0:
        sys.exit(9)
    return pages, address


def argument(word: str):
    if word[0] == "i":
        return None, ctypes.c_int(int(word[1:]))
    if word[0] == "n":
        return None, None
    pages, address = guarded(bytes.fromhex(word[1:]) + (b"\0" if word[0] == "s" else b""))
    return pages, ctypes.c_void_p(address)


def run(name: str, size: int, words: list[str]) -> str:
    kept = [argument(word) for word in words if word != "-"]
    pages, address = guarded(b"\xa5" * size)
    function = getattr(library, name)
    function.restype = ctypes.c_int
    code = function(*(value for _, value in kept), None if "-" in words else ctypes.c_void_p(address))
    if "-" in words:
        return f"{code} -"
    text, zero, _ = ctypes.string_at(address, size).partition(b"\0")
    return f"{code} {text.hex() if zero else 'unterminated'}"


for line in sys.stdin:
    words = line.split()
    count = int(words.pop(0)[1:]) if words[0][0] == "*" else 1
    lines: list[str] = []
    threads = [
        threading.Thread(target=lambda: lines.append(run(words[0], int(words[1]), words[2:]))) for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(lines), flush=True)
