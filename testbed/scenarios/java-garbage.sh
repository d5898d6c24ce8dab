#!/bin/sh
# Garbage was collected; its regions stay resident.
# verdict: retention
# reads: hotspot
# java: JavaHeap
# truth: none
# first: MaxHeapFreeRatio
exec java -Xmx768m -cp "$C" JavaHeap garbage 2500
