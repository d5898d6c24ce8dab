#!/bin/sh
# A JVM that does nothing.
# verdict: healthy
# innocent: a JVM costs that much
# reads: hotspot
# java: JavaHeap
exec java -Xmx64m -XX:+UseSerialGC -cp "$C" JavaHeap idle 0
