#!/bin/sh
# A cache that fills ever slower.
# verdict: warming-up
# innocent: warm-up
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" fills 60
