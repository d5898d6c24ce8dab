#!/bin/sh
# A file in tmpfs that only this process maps.
# verdict: shared-memory
# c: mapped
exec "$C/mapped" tmpfs 70 "/dev/shm/corpus.$$"
