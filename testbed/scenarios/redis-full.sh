#!/bin/sh
# A data base in memory, full.
# verdict: big-live
# innocent: merely big
# reads: jemalloc
# needs: redis-server redis-cli
# truth: allocated
exec "$PROGRAMS/redis" "$FOLDER" ping
