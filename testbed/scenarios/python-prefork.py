#!/usr/bin/env python3
# A worker that shares the data its master loaded.
# verdict: not-private
# innocent: pages shared by fork
# look: child
import os
import sys

data = [bytes([i]) * 1_000_000 for i in range(100)]
read, write = os.pipe()
for _ in range(4):
    if os.fork() == 0:
        print(end="", flush=True)
        os.write(write, b"x")
        sys.stdin.read()
        os._exit(0)
for _ in range(4):
    os.read(read, 1)
print(f"true_bytes={100 * 1_000_000}\nready", flush=True)
sys.stdin.read()
