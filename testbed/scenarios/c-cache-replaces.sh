#!/bin/sh
# A full cache: old blocks go, new ones come.
# verdict: healthy
# innocent: churn at a level
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" replaces 40
