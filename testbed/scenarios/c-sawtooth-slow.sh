#!/bin/sh
# Each batch grows for 2.5 s and frees all.
# verdict: healthy
# innocent: sawtooth
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" sawtooth 48 2.5
