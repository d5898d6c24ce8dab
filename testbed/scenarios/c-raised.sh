#!/bin/sh
# Large blocks that lie in the heap because the mmap threshold rose, all freed.
# verdict: retention
# reads: glibc
# c: peaks
# first: MALLOC_MMAP_THRESHOLD_
# myth: MALLOC_ARENA_MAX=1
exec "$C/peaks" raised 0 80
