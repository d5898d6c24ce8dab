#!/bin/sh
# Four threads freed all that they had; the thresholds had risen, so their arenas keep it.
# verdict: retention
# reads: glibc
# c: peaks
# first: MALLOC_TRIM_THRESHOLD_
exec "$C/peaks" tops 4 24
