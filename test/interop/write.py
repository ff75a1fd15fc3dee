"""Writes names and values of every kind with the three Python clients; prints what it wrote, in base64, as JSON."""
import base64
import json
import os

from hdfs import InsecureClient
from kafka import KafkaProducer
from redis import StrictRedis

NAMES = ["plain", "with space", "100%", "a%2Fb", "中文 文件", "🙂", "plus+sign", "hash#mark", "what?"]
VALUES = ["hello world\n".encode(), "值 🙂".encode(), bytes(range(256)), b""]


def encoded(data):
    return base64.b64encode(data).decode()


hdfs = InsecureClient(os.environ["HDFS_URL"])
hdfs.makedirs("/user/hadoop/interop")
redis = StrictRedis(host="localhost", port=int(os.environ["REDIS_PORT"]), db=0)
producer = KafkaProducer(bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"])

files, keys, records = {}, {}, []
for number, name in enumerate(NAMES):
    value = VALUES[number % len(VALUES)]
    hdfs.write("/user/hadoop/interop/" + name, data=value, overwrite=True)
    files[name] = encoded(value)
    redis.set("interop:" + name, value)
    keys["interop:" + name] = encoded(value)
    sent = producer.send(os.environ["KAFKA_TOPIC"], key=name.encode(), value=value, partition=0).get(timeout=30)
    records.append({"offset": sent.offset, "key": name, "value": encoded(value)})
producer.close()
print(json.dumps({"files": files, "keys": keys, "records": records}))
