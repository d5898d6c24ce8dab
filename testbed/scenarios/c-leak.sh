#!/bin/sh
# Three MiB a second are lost.
# verdict: leak
# watch: yes
# reads: glibc
# c: over_time
exec "$C/over_time" leak 20 3000
