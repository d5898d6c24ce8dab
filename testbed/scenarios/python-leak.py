#!/usr/bin/env python3
# A registry that nobody empties.
# verdict: leak
# watch: yes
# reads: cpython
import select
import sys

registry = []
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0.02)[0]:
    registry += [{"id": i} for i in range(200)]
