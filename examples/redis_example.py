"""Set, get and delete a key in Redis. REDIS_PORT names another server."""
import os

from redis import StrictRedis

client = StrictRedis(host="localhost", port=int(os.environ.get("REDIS_PORT", "6379")), db=0)
client.set("example:key", "value")
print(client.get("example:key").decode())

if os.environ.get("KEEP") != "1":
    client.delete("example:key")
