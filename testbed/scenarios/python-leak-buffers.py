#!/usr/bin/env python3
# Buffers of 3 KB that nobody gives back: too large for Python's own allocator, they are glibc's.
# verdict: leak
# watch: yes
# reads: glibc
import select
import sys
import time

kept = []
begun = time.monotonic()
print("per_second=3000000\nready", flush=True)
while not select.select([sys.stdin], [], [], 0.02)[0]:
    due = int((time.monotonic() - begun) * 1000)
    kept += [bytearray(3000) for _ in range(due - len(kept))]
