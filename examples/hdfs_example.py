"""Writes, reads and deletes a file in HDFS. Needs: pip install hdfs"""

import os
import tempfile

from hdfs import InsecureClient

client = InsecureClient(os.environ.get("HDFS_URL", "http://localhost:9870"))

client.makedirs("/user/hadoop/example")
print("before:", client.list("/user/hadoop/example"))

with tempfile.TemporaryDirectory() as folder:
    local = os.path.join(folder, "hello.txt")
    with open(local, "w", encoding="utf-8") as file:
        file.write("hello world\n")
    client.upload("/user/hadoop/example/hello.txt", local, overwrite=True)
    print("uploaded:", client.list("/user/hadoop/example"))

    back = client.download("/user/hadoop/example/hello.txt", os.path.join(folder, "back.txt"))
    with open(back, encoding="utf-8") as file:
        print("downloaded:", file.read().strip())

print("deleted:", client.delete("/user/hadoop/example", recursive=True))
