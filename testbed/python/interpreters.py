# Interpreters in one process, each with objects of its own: interpreters.py KIND:COUNT..., where KIND is "isolated" (an
# allocator state of its own), "legacy" (the main one's) or "ended" (isolated, and gone again).
# Prints "ready", then for each interpreter with a state of its own twice "interpreter N", its own statistics, and "end", and
# changes nothing from there on: each of them waits inside its own code. The main one is the last.
import gc, os, signal, sys, threading
import _interpreters

gc.disable()

FILL = "keep = [bytes(i * 7 %% 480) for i in range(%d)]\ndel keep[1::3]\n"
TELL = """
import gc, os, signal, sys
gc.collect()
gc.disable()
name, told = b"interpreter %d\\n", %d
os.write(1, name)
sys._debugmallocstats()
os.write(1, b"end\\n")
os.write(1, name)
sys._debugmallocstats()
os.write(1, b"end\\n")
os.write(told, b".")
signal.pause()
"""
told_read, told_write = os.pipe()
owned = []
waiting = []
for word in sys.argv[1:]:
    kind, count = word.split(":")
    if kind == "isolated" and sys.version_info >= (3, 14):
        # As a program of today does it.
        from concurrent import interpreters
        owned.append(interpreters.create())
        made = owned[-1].id
    else:
        made = _interpreters.create("legacy" if kind == "legacy" else "isolated")
    _interpreters.exec(made, FILL % int(count))
    if kind == "ended":
        _interpreters.destroy(made)
    elif kind == "isolated":
        waiting.append(made)
os.write(1, b"ready\n")
for each in waiting:
    code = TELL % (each, told_write)
    threading.Thread(target=_interpreters.exec, args=(each, code), daemon=True).start()
    os.read(told_read, 1)
os.write(1, b"interpreter 0\n")
sys._debugmallocstats()
os.write(1, b"end\n")
os.write(1, b"interpreter 0\n")
sys._debugmallocstats()
os.write(1, b"end\n")
signal.pause()
