#!/usr/bin/env python3
# A peak that was given back: arenas of Python go when they are empty.
# verdict: healthy
# innocent: all was given back
# reads: cpython
import sys

peak = [str(i) for i in range(1_000_000)]
del peak
print("ready", flush=True)
sys.stdin.read()
