#!/usr/bin/env python3
# A master whose workers grow and are replaced.
# verdict: healthy
# innocent: sawtooth of recycled workers
# watch: yes
import os
import select
import signal
import sys

def work():
    kept = []
    while len(kept) < 8_000:
        kept += [bytearray(3000) for _ in range(100)]
        select.select([], [], [], 0.02)
    os._exit(0)

def fork():
    child = os.fork()
    if child == 0:
        work()
    return child

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
workers = {fork() for _ in range(3)}
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0.05)[0]:
    ended, _ = os.waitpid(-1, os.WNOHANG)
    if ended:
        workers.remove(ended)
        workers.add(fork())
