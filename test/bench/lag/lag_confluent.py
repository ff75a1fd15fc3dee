"""The lag of all groups with confluent-kafka, asked at the same time wherever it can. Each line of input is one refresh."""
import json
import sys
import time

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

WAIT = {"request_timeout": 120}


def refresh(admin):
    groups = [group.group_id for group in admin.list_consumer_groups(**WAIT).result().valid]
    described = admin.describe_consumer_groups(groups, **WAIT)
    # One group is all that it takes in one call.
    committed = [admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)], **WAIT) for group in groups]

    rows = {}
    for group, futures in zip(groups, committed):
        for at in futures[group].result().topic_partitions:
            if at.offset >= 0:
                rows[group, at.topic, at.partition] = at.offset
    for group, future in described.items():
        for member in future.result().members:
            for at in member.assignment.topic_partitions:
                rows.setdefault((group, at.topic, at.partition), None)
    wanted = {(topic, partition) for _, topic, partition in rows}
    latest = OffsetSpec.latest()
    ends = admin.list_offsets({TopicPartition(*at): latest for at in wanted}, **WAIT)
    ends = {(at.topic, at.partition): future.result().offset for at, future in ends.items()}
    lag = sum(ends[topic, partition] - offset for (_, topic, partition), offset in rows.items() if offset is not None)
    return {"rows": len(rows), "lag": str(lag)}


client = AdminClient({"bootstrap.servers": sys.argv[1], "socket.timeout.ms": 120000})
for _ in sys.stdin:
    begin = time.perf_counter()
    result = refresh(client)
    print(json.dumps({"ms": (time.perf_counter() - begin) * 1000, **result}), flush=True)
