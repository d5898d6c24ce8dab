#!/usr/bin/env python3
# An interpreter that does nothing.
# verdict: healthy
# innocent: idle
import sys

print("true_bytes=0\nready", flush=True)
sys.stdin.read()
