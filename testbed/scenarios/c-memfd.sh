#!/bin/sh
# A memfd that only this process maps.
# verdict: shared-memory
# c: mapped
exec "$C/mapped" memfd 90
