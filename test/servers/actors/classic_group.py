"""A member of a classic group by kafka-python: reads a topic and commits each batch until it is killed.

Arguments: brokers, group, topic. Says "assigned" when it has its partitions.
"""

import sys

from kafka import KafkaConsumer

brokers, group, topic = sys.argv[1:]
consumer = KafkaConsumer(
    topic,
    bootstrap_servers=brokers.split(","),
    group_id=group,
    client_id="kafka-python",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
    session_timeout_ms=6000,
    heartbeat_interval_ms=1000,
)
said = False
while True:
    records = consumer.poll(timeout_ms=500)
    if records:
        consumer.commit()
    if not said and consumer.assignment():
        said = True
        print("assigned", flush=True)
