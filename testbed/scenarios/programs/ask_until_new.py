"""Asks a worker who it is, until it has been replaced where POOL limits its requests: ask_until_new.py SOCKET SCRIPT POOL."""

import re
import sys

from ask import fastcgi_answer


def asked(path, script):
    answer = fastcgi_answer(path, script)
    return (answer.decode() if isinstance(answer, bytes) else answer).strip().splitlines()[-1]


path, script, pool = sys.argv[1:]
limit = re.search(r"pm\.max_requests = (\d+)", pool)
first = last = asked(path, script)
for _ in range(int(limit[1]) if limit else 0):
    if last == first:
        last = asked(path, script)
print(last)
