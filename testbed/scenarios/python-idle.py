#!/usr/bin/env python3
# An interpreter that does nothing.
# verdict: healthy
# innocent: idle
import sys

print("ready", flush=True)
sys.stdin.read()
