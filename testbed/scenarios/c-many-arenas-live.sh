#!/bin/sh
# Many arenas, full of live blocks.
# verdict: big-live
# innocent: arenas are not waste
# reads: glibc
# c: sprawl_freed
exec "$C/sprawl_freed" 12 10 keep
