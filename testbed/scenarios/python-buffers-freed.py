#!/usr/bin/env python3
# Nine of ten buffers of 40 KB were freed: whole pages between live ones, of glibc.
# verdict: retention
# reads: glibc
import sys

buffers = [b"x" * 40_000 for _ in range(2500)]
freed = 40_033 * (len(buffers) - len(buffers[::10]))
buffers = buffers[::10]
print(f"true_bytes={freed}\nready", flush=True)
sys.stdin.read()
