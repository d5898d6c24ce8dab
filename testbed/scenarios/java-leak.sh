#!/bin/sh
# Three MiB a second are held for ever.
# verdict: leak
# reads: hotspot
# java: JavaHeap
# watch: yes
exec java -Xmx1g -Xms64m -XX:+UseSerialGC -cp "$C" JavaHeap leak 30
