#!/usr/bin/env python3
"""Figures of the program `odoo`: first prompt, search, export, size. Standard library only.

    cargo build --release -p odoo-cli -p odoo-benches --bin odoo --bin scale
    benches/cli/figures.py [19]

It needs a server of `scripts/odoo`, which gets 100,000 archived partners and loses them at the end.
"""

import json
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ODOO = os.path.join(ROOT, "target/release/odoo")
SCALE = os.path.join(ROOT, "target/release/scale")
VERSION = sys.argv[1] if len(sys.argv) > 1 else "19"
REFERENCE, CREATED, COUNT = "odoo-orm scale", "odoo-orm scale, new", 100_000
ROUNDS = 3
DOMAIN = [["ref", "=", REFERENCE]]
FIELDS = ["name", "email", "phone", "country_id", "create_date"]


def script(*arguments, text=None):
    command = [os.path.join(ROOT, "scripts/odoo"), *arguments]
    return subprocess.run(command, input=text, text=True, check=True, capture_output=True).stdout


def fill(name):
    constants = f"REFERENCE = {REFERENCE!r}\nCREATED = {CREATED!r}\nCOUNT = {COUNT}\n"
    with open(os.path.join(ROOT, "benches/scale", name), encoding="utf-8") as file:
        script("shell", VERSION, text=constants + file.read())


def stripped_size():
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(["strip", "-o", file.name, ODOO], check=True)
        return os.path.getsize(file.name)


def first_prompt():
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm"
        os.execv(ODOO, [ODOO, "--mock", "shell"])
    seen = b""
    while b"mock# " not in seen and select.select([terminal], [], [], 10)[0]:
        seen += os.read(terminal, 4096)
    took = time.perf_counter() - began
    assert b"mock# " in seen, seen
    os.write(terminal, b"\\q\r")
    os.waitpid(pid, 0)
    return took


def run(command, env):
    """Returns the seconds and the peak memory in MB of a program."""
    began = time.perf_counter()
    program = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(program.pid, 0)
    assert status == 0, command
    return time.perf_counter() - began, usage.ru_maxrss / 1000


def bare_call(env):
    """A login and a search_read, as few bytes of a program as can be."""
    url, cookie = env["ODOO_URL"], None

    def post(path, params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "call", "params": params}).encode()
        headers = {"Content-Type": "application/json"} | ({"Cookie": cookie} if cookie else {})
        answer = urllib.request.urlopen(urllib.request.Request(url + path, body, headers))
        return answer, json.load(answer)["result"]

    began = time.perf_counter()
    login = {"db": env["ODOO_DB"], "login": env["ODOO_LOGIN"], "password": env["ODOO_PASSWORD"]}
    answer, _ = post("/web/session/authenticate", login)
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    options = {"fields": FIELDS, "order": "id", "limit": 1000, "context": {"active_test": False}}
    params = {"model": "res.partner", "method": "search_read", "args": [DOMAIN], "kwargs": options}
    _, rows = post("/web/dataset/call_kw/res.partner/search_read", params)
    assert len(rows) == 1000
    return time.perf_counter() - began


def show(name, values, unit, goal):
    print(f"{name:52} {statistics.median(values):8.2f} ({min(values):.2f} to {max(values):.2f}) {unit}, goal {goal}")


def main():
    lines = script("env", VERSION).splitlines()
    env = os.environ | dict(line.removeprefix("export ").split("=", 1) for line in lines)
    # The bare call logs in with the password, too.
    env.pop("ODOO_API_KEY", None)
    print(f"{ROUNDS} alternating rounds: median (minimum to maximum)")
    show("size of the stripped program", [stripped_size() / 1e6], "MB", 12)
    show("first prompt", [first_prompt() * 1e3 for _ in range(4 * ROUNDS)], "ms", 50)
    domain = json.dumps(DOMAIN)
    search = [ODOO, "search", "res.partner", domain, *FIELDS, "--order", "id", "-n", "1000", "--archived", "-o", "json"]
    export = [ODOO, "export", "res.partner", domain, *FIELDS[:3], "country_id/.id", "create_date", "--archived"]
    fill("empty.py")
    fill("fill.py")
    try:
        searches, bare, exports, memory, streams = [], [], [], [], []
        for _ in range(ROUNDS):
            bare.append(bare_call(env))
            searches.append(run(search, env)[0])
            seconds, peak = run(export, env)
            exports.append(seconds)
            memory.append(peak)
            sample = subprocess.run([SCALE, "child", "stream", str(COUNT)], env=env, check=True, capture_output=True)
            streams.append(json.loads(sample.stdout)["wall"])
    finally:
        fill("empty.py")
    show("search of 1,000 records", [value * 1e3 for value in searches], "ms", "-")
    show("  login and bare call", [value * 1e3 for value in bare], "ms", "-")
    show("  ratio", [ours / other for ours, other in zip(searches, bare)], "x", 1.1)
    show("export of 100,000 records", exports, "s", "-")
    show("  the library's stream", streams, "s", "-")
    show("  ratio", [ours / other for ours, other in zip(exports, streams)], "x", 1.05)
    show("  peak memory", memory, "MB", 30)


main()
