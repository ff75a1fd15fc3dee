"""Produce to a topic and consume from it. KAFKA_BROKERS and KAFKA_TOPIC name others."""
import os

from kafka import KafkaConsumer, KafkaProducer

brokers = os.environ.get("KAFKA_BROKERS", "localhost:9092")
topic = os.environ.get("KAFKA_TOPIC", "test_topic")

producer = KafkaProducer(bootstrap_servers=brokers)
producer.send(topic, b"hello world").get(timeout=30)
producer.close()

consumer = KafkaConsumer(topic, bootstrap_servers=brokers, auto_offset_reset="earliest", consumer_timeout_ms=10000)
for message in consumer:
    print(message.value.decode())
    break
consumer.close()
