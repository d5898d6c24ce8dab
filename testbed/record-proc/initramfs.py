"""Writes a cpio archive for a kernel to boot: initramfs.py ARCHIVE NAME=FILE..."""

import sys


def entry(name, mode, data):
    fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
    header = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
    return header + b"\0" * (-len(header) % 4) + data + b"\0" * (-len(data) % 4)


with open(sys.argv[1], "wb") as archive:
    archive.write(entry("bin", 0o040755, b""))
    for argument in sys.argv[2:]:
        name, _, path = argument.partition("=")
        with open(path, "rb") as file:
            archive.write(entry(name, 0o100755, file.read()))
    archive.write(entry("TRAILER!!!", 0, b""))
