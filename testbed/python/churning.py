# A thread that makes and drops small objects of all sizes without a rest.
import os, threading

kept = [[] for _ in range(32)]

def churn():
    n = 0
    while True:
        n += 1
        row = kept[n % 32]
        row.append(bytes((n * 37) % 470))
        if len(row) > 300:
            del row[(n * 7) % 100::2]

for _ in range(2):
    threading.Thread(target=churn, daemon=True).start()
os.write(1, b"ready\n")
threading.Event().wait()
