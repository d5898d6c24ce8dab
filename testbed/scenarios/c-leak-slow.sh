#!/bin/sh
# A quarter of a MiB a second is lost, in small blocks.
# verdict: leak
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" leak 12 400
