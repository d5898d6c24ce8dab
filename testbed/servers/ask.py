"""Asks a server over a unix socket and prints what it answered: ask.py http SOCKET PATH, ask.py fastcgi SOCKET SCRIPT."""

import http.client
import socket
import struct
import sys

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
RESPONDER = 1


def connected(path):
    plug = socket.socket(socket.AF_UNIX)
    plug.settimeout(60)
    plug.connect(path)
    return plug


def http_answer(path, page):
    connection = http.client.HTTPConnection("localhost")
    connection.sock = connected(path)
    connection.request("GET", page)
    return connection.getresponse().read()


def record(kind, content):
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def fastcgi_answer(path, script):
    variables = {"SCRIPT_FILENAME": script, "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.0"}
    pairs = b"".join(struct.pack(">BL", len(name), len(value) | 1 << 31) + name.encode() + value.encode()
                     for name, value in variables.items())
    said = b""
    with connected(path) as plug, plug.makefile("rwb") as stream:
        stream.write(record(BEGIN, struct.pack(">HB5x", RESPONDER, 0)) + record(PARAMS, pairs) + record(PARAMS, b"")
                     + record(STDIN, b""))
        stream.flush()
        while True:
            _, kind, _, length, padding = struct.unpack(">BBHHBx", stream.read(8))
            content = stream.read(length)
            stream.read(padding)
            if kind == STDOUT:
                said += content
            elif kind == END:
                return said.partition(b"\r\n\r\n")[2]


if __name__ == "__main__":
    how, where, what = sys.argv[1:]
    sys.stdout.buffer.write((http_answer if how == "http" else fastcgi_answer)(where, what))
