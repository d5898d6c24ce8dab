#!/bin/sh
# A great free chunk below one small live block.
# verdict: retention
# reads: glibc
# c: retained
# truth: releasable
exec "$C/retained" 61
