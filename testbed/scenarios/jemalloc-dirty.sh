#!/bin/sh
# Freed blocks that an idle process keeps: nothing purges them.
# verdict: retention
# reads: jemalloc
# c: small_blocks
# file: /usr/lib/*/libjemalloc.so.2
# truth: none
# first: MALLOC_CONF
export LD_PRELOAD=$(ls /usr/lib/*/libjemalloc.so.2)
exec "$C/small_blocks" freed 2500 30000
