#!/bin/sh
# One small block of 31 lives.
# verdict: fragmentation
# reads: jemalloc
# c: small_blocks
# file: /usr/lib/*/libjemalloc.so.2
export LD_PRELOAD=$(ls /usr/lib/*/libjemalloc.so.2)
exec "$C/small_blocks" scattered 400000 160
