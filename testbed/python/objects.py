# Small objects of every size, of which most are freed, so that pools and arenas stay that hold little.
# Prints "ready", then the interpreter's own statistics, then "end", and changes nothing from there on.
#   objects.py COUNT KEEP_ONE_OF [spread]
import gc, os, signal, sys

count, one_of = int(sys.argv[1]), int(sys.argv[2])
gc.disable()
rows = []
if len(sys.argv) > 3:
    # Survivors in every pool.
    for size in range(1, 480, 16):
        rows.append([bytes(size) for _ in range(count)])
    for row in rows:
        for i in range(len(row)):
            if i % one_of:
                row[i] = None
else:
    # Survivors first: what is freed leaves whole pools.
    for size in range(1, 480, 16):
        rows.append([bytes(size) for _ in range(count // one_of)])
    later = [[bytes(size) for _ in range(count)] for size in range(1, 480, 16)]
    del later
rows.append(None)
os.write(1, b"ready\n")
sys._debugmallocstats()
os.write(1, b"end\n")
signal.pause()
