#!/usr/bin/env python3
# A large table that the program holds.
# verdict: big-live
# innocent: merely big
# reads: cpython
import sys

table = {i: (i * 1.5, str(i)) for i in range(500_000)}
# Blocks are of multiples of 16 bytes; a tuple has a header of 16 before it.
objects = (thing for i, row in table.items() for thing in (i, *row))
held = sys.getsizeof(table) + sum((sys.getsizeof(each) + 15) & -16 for each in objects) + len(table) * (sys.getsizeof(table[0]) + 16)
print(f"true_bytes={held}\nready", flush=True)
sys.stdin.read()
