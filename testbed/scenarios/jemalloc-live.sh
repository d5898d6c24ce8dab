#!/bin/sh
# All blocks live.
# verdict: big-live
# innocent: merely big
# reads: jemalloc
# c: small_blocks
# file: /usr/lib/*/libjemalloc.so.2
export LD_PRELOAD=$(ls /usr/lib/*/libjemalloc.so.2)
exec "$C/small_blocks" live 500000 200
