#!/bin/sh
# Threads had their peaks one after the other, each in an arena of its own.
# verdict: arena-sprawl
# reads: glibc
# c: peaks
# first: MALLOC_ARENA_MAX
exec "$C/peaks" turns 14 8
