"""Sends a message to a Kafka topic and reads it back. Needs: pip install kafka-python"""

import os

from kafka import KafkaConsumer, KafkaProducer

servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092").split(",")
topic = os.environ.get("KAFKA_TOPIC", "test_topic")

producer = KafkaProducer(bootstrap_servers=servers)
sent = producer.send(topic, b"hello world").get(timeout=30)
producer.close()
print("sent: partition", sent.partition, "offset", sent.offset)

# Ends when nothing more has come for 3 seconds.
consumer = KafkaConsumer(topic, bootstrap_servers=servers, auto_offset_reset="earliest", consumer_timeout_ms=3000)
for message in consumer:
    print("received:", message.offset, message.value.decode())
consumer.close()
