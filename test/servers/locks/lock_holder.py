"""Holds locks with redis-py and python-redis-lock as it is told.

A line `id TAB worker TAB verb TAB arguments...` is answered by `id TAB ok|error TAB text` once it is done.
Each worker is a thread with a connection of its own. The argument of the program is the server's port.
"""

import queue
import sys
import threading

import redis
import redis_lock

PORT = int(sys.argv[1])
saying = threading.Lock()


def say(number, how, what):
    with saying:
        sys.stdout.write("\t".join([number, how, " ".join(str(what).split())]) + "\n")
        sys.stdout.flush()


class Worker(threading.Thread):
    def __init__(self, name):
        super().__init__(daemon=True)
        self.tasks = queue.Queue()
        self.held = {}
        self.client = redis.Redis(host="127.0.0.1", port=PORT, client_name="lock-holder-python-" + name)

    def run(self):
        while True:
            number, verb, args = self.tasks.get()
            try:
                say(number, "ok", getattr(self, verb)(*args))
            except Exception as error:
                say(number, "error", repr(error))

    def redis_py(self, name, seconds):
        """Takes a Lock of redis-py; no seconds: without a TTL, as is its default. Answers the token."""
        lock = self.client.lock(name, timeout=float(seconds) if seconds else None, sleep=0.05)
        lock.acquire()
        self.held[name] = lock
        return lock.local.token.decode()

    def redis_lock(self, name, seconds, renewal):
        """Takes a Lock of python-redis-lock. Answers its id."""
        expire = int(seconds) if seconds else None
        lock = redis_lock.Lock(self.client, name, expire=expire, auto_renewal=renewal == "renewed")
        lock.acquire()
        self.held[name] = lock
        return lock.id

    def extend(self, name, seconds):
        self.held[name].extend(int(seconds))
        return ""

    def release(self, name):
        self.held.pop(name).release()
        return ""


def main():
    workers = {}
    say("0", "ok", redis.__version__)
    for line in sys.stdin:
        number, worker, verb, *args = line.rstrip("\n").split("\t")
        if worker not in workers:
            workers[worker] = Worker(worker)
            workers[worker].start()
        workers[worker].tasks.put((number, verb, args))


main()
