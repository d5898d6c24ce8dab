#!/bin/sh
# The same, and the threads have ended.
# verdict: retention
# reads: glibc
# c: peaks
# first: MALLOC_TRIM_THRESHOLD_
exec "$C/peaks" ended 4 24
