"""Sets, gets and deletes a key in Redis. Needs: pip install redis"""

import os

from redis import StrictRedis

client = StrictRedis(
    host=os.environ.get("REDIS_HOST", "localhost"),
    port=int(os.environ.get("REDIS_PORT", "6379")),
    db=int(os.environ.get("REDIS_DB", "0")),
)

client.set("example:key", "value")
print("value:", client.get("example:key").decode())
print("deleted:", client.delete("example:key"))
