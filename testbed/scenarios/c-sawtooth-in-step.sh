#!/bin/sh
# Live memory rises and falls in step with the looks.
# verdict: healthy
# innocent: sawtooth
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" sawtooth 48 1
