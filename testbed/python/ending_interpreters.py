# Interpreters that end: ending_interpreters.py COUNT. Prints "ready" when all of them live, and after SIGUSR1, which ends
# them, "blocks=N": what Python itself counts of blocks that were not freed.
import os, signal, sys
import _interpreters

FILL = "keep = [bytes(i * 7 % 480) for i in range(30000)]\n"
made = [_interpreters.create("isolated") for _ in range(int(sys.argv[1]))]
for each in made:
    _interpreters.exec(each, FILL)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
os.write(1, b"ready\n")
signal.sigwait({signal.SIGUSR1})
for each in made:
    _interpreters.destroy(each)
os.write(1, b"blocks=%d\n" % sys.getallocatedblocks())
signal.pause()
