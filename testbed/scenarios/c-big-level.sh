#!/bin/sh
# Big, and level.
# verdict: big-live
# innocent: merely big
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" level 120
