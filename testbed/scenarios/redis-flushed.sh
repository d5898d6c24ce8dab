#!/bin/sh
# All values were deleted; its jemalloc gives their pages back by itself after some seconds.
# verdict: healthy
# innocent: all was given back
# reads: jemalloc
# needs: redis-server redis-cli
# settles: yes
exec "$PROGRAMS/redis" "$FOLDER" flushall
