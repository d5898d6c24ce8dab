#!/bin/sh
# Two threads that allocate and free without a rest.
# verdict: healthy
# innocent: churn
# watch: yes
# reads: glibc
# c: churning
exec "$C/churning" 2 20000
