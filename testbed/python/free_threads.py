# Objects of many threads, for a CPython without its global lock. Prints what the interpreter says of itself and what was
# made, then "ready", and changes nothing from there on.
#   free_threads.py THREADS COUNT WHAT
#     live     each thread keeps COUNT objects
#     ended    as live, and then all threads end; the objects stay
#     crossed  as ended, and then the main thread frees all but one in ten
#     shrunk   each thread frees all but one in a hundred of its objects by itself
#     forked   as live; then a child tells its truth and is the process to look at
import gc, os, signal, sys, threading, time

threads, count, what = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
SIZES = (24, 200, 1000, 5000, 60000, 300000)
gc.disable()
kept = [[] for _ in range(threads)]
finished = threading.Barrier(threads + 1)
rest = threading.Event()


def body(number):
    own = kept[number]
    for i in range(count):
        # Large ones are rarer: each size holds about as much as the others.
        for place, size in enumerate(SIZES):
            if i % (6 ** max(0, place - 1)) == 0:
                own.append(bytes(size - 33) if size > 33 else object())
    if what == "shrunk":
        for i in range(len(own)):
            if i % 100:
                own[i] = None
    finished.wait()
    if what not in ("ended", "crossed"):
        rest.wait()


workers = [threading.Thread(target=body, args=(number,)) for number in range(threads)]
for worker in workers:
    worker.start()
finished.wait()
if what in ("ended", "crossed"):
    for worker in workers:
        worker.join()
else:
    while len(rest._cond._waiters) < threads:
        time.sleep(0.001)
if what == "forked":
    child = os.fork()
    if child:
        signal.pause()
    print("pid=%d" % os.getpid())
made = {}
freed = 0
for own in kept:
    for i, each in enumerate(own):
        if what == "crossed" and i % 10:
            freed += 1
        elif each is not None:
            made[sys.getsizeof(each)] = made.get(sys.getsizeof(each), 0) + 1
for size in sorted(made):
    print("of_%d=%d" % (size, made[size]))
text = bytearray(b"allocated=%020d\nready\n" % 0)
sys.stdout.flush()
# Twice, so that the second time finds all that the first one needed.
blocks = sys.getallocatedblocks()
text[10:30] = b"%020d" % blocks
blocks = sys.getallocatedblocks()
text[10:30] = b"%020d" % blocks
if what == "crossed":
    # Counting collects what other threads freed: what is freed here stays where it is put.
    own = each = None
    place, number = 0, 0
    while number < threads:
        for place in range(count and len(kept[number])):
            if place % 10:
                kept[number][place] = None
        number += 1
    place = 0
    os.write(1, b"freed=%d\n" % freed)
os.write(1, text)
signal.pause()
