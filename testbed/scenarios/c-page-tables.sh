#!/bin/sh
# A wide range of addresses was read once: nothing of it is resident.
# verdict: page-tables
# c: mapped
# apply: follow
# measure: VmPTE
exec "$C/mapped" tables 24000
