#!/usr/bin/env python3
# Buffers of 3 KB that nobody gives back: too large for Python's own allocator, they are glibc's.
# verdict: leak
# watch: yes
# reads: glibc
import select
import sys

kept = []
print(f"true_bytes={3000 * 20 * 50}\nready", flush=True)
while not select.select([sys.stdin], [], [], 0.02)[0]:
    kept += [bytearray(3000) for _ in range(20)]
