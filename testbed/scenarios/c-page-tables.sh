#!/bin/sh
# A wide range of addresses was touched once, and given back.
# verdict: page-tables
# c: mapped
# apply: follow
# measure: VmPTE
exec "$C/mapped" tables 24000
