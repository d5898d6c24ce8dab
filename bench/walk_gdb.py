"""The chunks of a glibc heap counted by Python inside gdb, as a careful gdb script would: 16 MiB of memory at a time.

    TRUTH=FILE.truth gdb -nx -batch -ex "core-file FILE" -ex "source walk_gdb.py"

Counts what bench/walker.c counts, in the regions that TRUTH names, and prints the same lines.
"""

import os
import time

import gdb

WINDOW = 16 << 20


def regions():
    with open(os.environ["TRUTH"]) as truth:
        ends = [int(line.split("=")[1], 16) for line in truth if line.startswith("region_")]
    return list(zip(ends[::2], ends[1::2]))


def walk(start, end, live, free):
    """Adds the chunks to the dictionaries from size to number; returns the bytes of the top and of fenceposts."""
    memory = gdb.selected_inferior()
    at, before = start, 0
    while True:
        window = memoryview(memory.read_memory(at, min(WINDOW, end - at))).cast("B").cast("Q")
        here, words = 1, len(window)
        while here < words:
            word = window[here]
            if before:
                counts = live if word & 1 else free
                counts[before] = counts.get(before, 0) + 1
            before = word & ~7
            if before <= 16:
                return 0, end - at - (here - 1) * 8
            here += before >> 3
        at += (here - 1) * 8
        if at >= end:
            return before, 0


begun = time.monotonic()
live, free, top_blocks, top_bytes, fence_bytes = {}, {}, 0, 0, 0
for start, end in regions():
    top, fence = walk(start, end, live, free)
    top_blocks += top > 0
    top_bytes += top
    fence_bytes += fence
print(f"seconds={time.monotonic() - begun:.6f}")
print(f"chunks={sum(live.values()) + sum(free.values()) + top_blocks}")
for name, counts in ("live", live), ("free", free):
    print(f"{name}_blocks={sum(counts.values())}")
    print(f"{name}_bytes={sum(size * count for size, count in counts.items())}")
print(f"top_blocks={top_blocks}\ntop_bytes={top_bytes}\nfence_bytes={fence_bytes}")
