#!/bin/sh
# A JVM that holds 220 MiB.
# verdict: big-live
# innocent: a large heap in use
# reads: hotspot
# java: JavaHeap
exec java -Xmx600m -cp "$C" JavaHeap live 220
