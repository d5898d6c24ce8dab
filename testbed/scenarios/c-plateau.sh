#!/bin/sh
# It has filled and stays level.
# verdict: healthy
# innocent: plateau after the warm-up
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" level 40
