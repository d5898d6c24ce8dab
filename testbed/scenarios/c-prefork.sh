#!/bin/sh
# A worker that shares what its master loaded.
# verdict: not-private
# innocent: pages shared by fork
# c: herd
# look: child
exec "$C/herd" 8 98304 3000
