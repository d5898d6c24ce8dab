#!/usr/bin/env python3
# A large table that the program holds.
# verdict: big-live
# innocent: merely big
# reads: cpython
import sys

table = {i: (i * 1.5, str(i)) for i in range(500_000)}
print(f"true_bytes={sum(sys.getsizeof(v) + sys.getsizeof(v[0]) + sys.getsizeof(v[1]) for v in table.values())}\nready", flush=True)
sys.stdin.read()
