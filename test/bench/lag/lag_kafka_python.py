"""The lag of all groups with kafka-python, in as few requests as it offers. Each line of input is one refresh."""
import json
import sys
import time

from kafka import KafkaAdminClient
from kafka.admin import OffsetSpec


def refresh(admin):
    rows = {}
    groups = []
    # The broker that lists a group coordinates it: nobody has to be asked for that again.
    for broker in admin.describe_cluster()["brokers"]:
        node = broker["broker_id"]
        listed = admin.list_groups(broker_ids=[node])
        groups += [group["group_id"] for group in listed]
        # It cannot describe groups of the newer protocol.
        classic = [group["group_id"] for group in listed if group["group_type"] == "classic"]
        for group, told in admin.describe_groups(classic, group_coordinator_id=node).items():
            for member in told["members"]:
                for topic in (member["member_assignment"] or {}).get("assigned_partitions", []):
                    for partition in topic["partitions"]:
                        rows[group, topic["topic"], partition] = None
    wanted = set()
    for group, commits in admin.list_group_offsets(groups).items():
        for at, commit in commits.items():
            if commit.offset >= 0:
                rows[group, at.topic, at.partition] = commit.offset
                wanted.add(at)
    latest = OffsetSpec.LATEST
    ends = admin.list_partition_offsets({at: latest for at in wanted})
    ends = {(at.topic, at.partition): end.offset for at, end in ends.items()}
    lag = sum(ends[topic, partition] - offset for (_, topic, partition), offset in rows.items() if offset is not None)
    return {"rows": len(rows), "lag": str(lag)}


client = KafkaAdminClient(bootstrap_servers=sys.argv[1].split(","), request_timeout_ms=120000)
for _ in sys.stdin:
    begin = time.perf_counter()
    result = refresh(client)
    print(json.dumps({"ms": (time.perf_counter() - begin) * 1000, **result}), flush=True)
