#!/usr/bin/env python3
# Modules are imported and caches fill while it is looked at, then no more.
# verdict: healthy
# innocent: warm-up that is over
# watch: yes
import email
import http.client
import json
import sys
import xml.dom.minidom

print("ready", flush=True)
sys.stdin.read()
