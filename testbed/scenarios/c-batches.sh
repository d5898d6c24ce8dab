#!/bin/sh
# Each batch grows for 2.5 s and frees all.
# verdict: healthy
# innocent: sawtooth, slow
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" batches 48
