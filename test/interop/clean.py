"""Deletes what write.py wrote to HDFS and Redis, with the same clients."""
import os

from hdfs import InsecureClient
from redis import StrictRedis

InsecureClient(os.environ["HDFS_URL"]).delete("/user/hadoop/interop", recursive=True)
redis = StrictRedis(host="localhost", port=int(os.environ["REDIS_PORT"]), db=0)
for key in redis.scan_iter("interop:*"):
    redis.delete(key)
