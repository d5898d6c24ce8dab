# A thread for each of several interpreters, in each of which objects of all sizes come and go and more stay without a
# rest: growing_interpreters.py COUNT. Before them there was one that has ended.
import os, sys, threading
import _interpreters

GROW = """
kept = [[] for _ in range(32)]
n = 0
while True:
    n += 1
    row = kept[n % 32]
    row.append(bytes((n * 37) % 470))
    if len(row) > 300 + n // 50000:
        del row[(n * 7) % 100::2]
"""
_interpreters.destroy(_interpreters.create("isolated"))
for _ in range(int(sys.argv[1])):
    made = _interpreters.create("isolated")
    threading.Thread(target=_interpreters.exec, args=(made, GROW), daemon=True).start()
os.write(1, b"ready\n")
threading.Event().wait()
