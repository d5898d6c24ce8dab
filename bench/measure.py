"""What the benches share: a herd of processes, timed runs, medians. Needs only Python's own library and gcc."""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Targets:
    """Processes to look at: the children of one parent, gone at the end."""

    def pids(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            return {int(pid) for pid in children.read().split()}

    def __enter__(self):
        return self


class Herd(Targets):
    """COUNT processes that share some memory and hold some of their own, as prefork workers do."""

    def __init__(self, count, shared_kib=16384, private_kib=2048):
        binary = pathlib.Path(tempfile.gettempdir()) / "lacuna-bench-herd"
        subprocess.run(["gcc", "-O1", "-o", binary, ROOT / "testbed/c/herd.c"], check=True)
        self.process = subprocess.Popen(
            [binary, str(count), str(shared_kib), str(private_kib)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for line in self.process.stdout:
            if line.strip() == "ready":
                break
        else:
            sys.exit("bench: the herd did not start")

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


class Fpm(Targets):
    """COUNT workers of a real php-fpm, with whatever extensions this host has: hundreds of mappings each."""

    def __init__(self, count, binary="php-fpm8.2"):
        self.folder = tempfile.TemporaryDirectory()
        config = pathlib.Path(self.folder.name) / "fpm.conf"
        config.write_text(
            f"[global]\ndaemonize = no\nerror_log = /proc/self/fd/2\n"
            f"[bench]\nlisten = {self.folder.name}/sock\npm = static\npm.max_children = {count}\n"
        )
        self.process = subprocess.Popen(
            [binary, "-R", "-O", "-y", str(config)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        for line in self.process.stderr:
            if "ready to handle connections" in line:
                break
        else:
            sys.exit("bench: php-fpm did not start")
        while len(self.pids()) < count:
            time.sleep(0.05)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


class Run:
    """One timed run: wall seconds, CPU seconds, the most resident bytes, what it printed."""

    def __init__(self, command, env=None):
        with tempfile.TemporaryFile() as out:
            begun = time.perf_counter()
            child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=env)
            _, status, usage = os.wait4(child.pid, 0)
            self.wall = time.perf_counter() - begun
            child.returncode = os.waitstatus_to_exitcode(status)
            self.code = child.returncode
            self.cpu = usage.ru_utime + usage.ru_stime
            self.rss = usage.ru_maxrss * 1024
            out.seek(0)
            self.output = out.read()


def rotated(cases, rounds, env=None):
    """Runs every case once a round, in turn, so that a noisy minute of the machine falls on all alike."""
    runs = {name: [] for name in cases}
    for name, command in cases.items():
        Run(command, env)
    for _ in range(rounds):
        for name, command in cases.items():
            runs[name].append(Run(command, env))
    return runs


def median(values):
    return statistics.median(values)


def machine():
    model = "unknown CPU"
    with open("/proc/cpuinfo") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    load = os.getloadavg()[0]
    processes = sum(name.isdigit() for name in os.listdir("/proc"))
    return f"{os.cpu_count()} x {model}, Linux {os.uname().release}, load {load:.1f}, {processes} processes"


def package():
    """The unpacked distribution that ./package made."""
    found = sorted((ROOT / "dist").glob("lacuna-*/bin/lacuna"))
    if not found:
        sys.exit("bench: no package in dist/: run ./package first")
    return found[-1]


def java_version():
    """What tells how fast this machine starts a JVM: goals are multiples of it, measured in the same run."""
    return [jdk() + "/bin/java", "-Xshare:auto", "-version"]


def judged(ours, yardstick, goal):
    """ "2.1 x, goal 2.5: met": how much longer ours took than what it is measured by."""
    ratio = ours / yardstick
    return f"{ratio:.2f} x, goal {goal}: " + ("met" if ratio <= goal else "MISSED")


def jdk():
    return subprocess.run([ROOT / "build/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
