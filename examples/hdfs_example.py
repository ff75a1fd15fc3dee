"""Write, read and delete a file in HDFS. HDFS_URL names another NameNode."""
import os
import tempfile

from hdfs import InsecureClient

client = InsecureClient(os.environ.get("HDFS_URL", "http://localhost:9870"))
client.makedirs("/user/hadoop/example")

with tempfile.TemporaryDirectory() as folder:
    local = os.path.join(folder, "test.txt")
    with open(local, "w", encoding="utf-8") as file:
        file.write("hello world\n")
    client.upload("/user/hadoop/example/test.txt", local, overwrite=True)
    copy = client.download("/user/hadoop/example/test.txt", os.path.join(folder, "copy.txt"), overwrite=True)
    with open(copy, encoding="utf-8") as file:
        print(file.read(), end="")

if os.environ.get("KEEP") != "1":
    client.delete("/user/hadoop/example", recursive=True)
