#!/bin/sh
# Threads had their peaks all at once: fewer arenas would have held as much.
# verdict: arena-sprawl
# reads: glibc
# c: sprawl_freed
exec "$C/sprawl_freed" 16 6
