#!/bin/sh
# Huge pages of which one small page each was written.
# verdict: thp-bloat
# c: mapped
# apply: follow
exec "$C/mapped" sparse 256
