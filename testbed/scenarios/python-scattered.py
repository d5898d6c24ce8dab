#!/usr/bin/env python3
# Objects of many sorts were freed; one of fifty lives, on nearly each page.
# verdict: fragmentation
# reads: cpython
# myth: another allocator
# apply: follow
import os
import sys

def bulk():
    everything = [bytes(200) for _ in range(400_000)]
    return everything[::50]

if os.environ.get("FOLLOW"):
    # The advice is to do bulk work in a child.
    child = os.fork()
    if child == 0:
        bulk()
        os._exit(0)
    os.waitpid(child, 0)
    survivors = [bytes(200) for _ in range(8_000)]
else:
    survivors = bulk()
print(f"true_bytes={392_000 * (200 + 33)}\nready", flush=True)
sys.stdin.read()
