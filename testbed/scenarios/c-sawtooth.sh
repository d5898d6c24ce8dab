#!/bin/sh
# Live memory rises and falls, faster than the looks come.
# verdict: healthy
# innocent: sawtooth
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" sawtooth 48 0.7
