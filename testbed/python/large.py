# Rows of an integer, a text and a number, of which every seventh is gone again: large.py ROWS, about 180 bytes each.
# Prints "ready" and then changes nothing.
import signal, sys

rows = [(i + 1000, "k%d" % i, float(i)) for i in range(int(sys.argv[1]))]
for i in range(0, len(rows), 7):
    rows[i] = None
sys.stdout.write("ready\n")
sys.stdout.flush()
signal.pause()
