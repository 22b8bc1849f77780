"""Keeps a cache of what is held to be so, from disclosure.changes.v1.

    pip install kafka-python
    python facts.py [127.0.0.1:9092]
"""

import json
import sys

from kafka import KafkaConsumer, TopicPartition

topic = "disclosure.changes.v1"

consumer = KafkaConsumer(
    bootstrap_servers=sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:9092",
    isolation_level="read_committed",  # what was not committed is no change
)
# The cache is in memory, so it is built again from the start: no group, no committed offsets.
partitions = [TopicPartition(topic, n) for n in sorted(consumer.partitions_for_topic(topic))]
consumer.assign(partitions)
consumer.seek_to_beginning()

facts = {}  # (incident, fact, item) -> what is held to be so
sequences = {partition.partition: 0 for partition in partitions}


def apply(record):
    headers = {name: value.decode() for name, value in record.headers}
    sequence, expected = int(headers["sequence"]), sequences[record.partition] + 1
    if sequence != expected:
        sys.exit(f"partition {record.partition}: sequence {sequence} where {expected} was expected")
    sequences[record.partition] = sequence

    kind = headers["kind"]  # enough to skip a record without parsing it
    told = ""
    if kind.startswith("fact."):
        change = json.loads(record.value)["data"]
        key, after = (change["incident"], change["fact"], change["item"]), change["after"]
        if after is None:
            facts.pop(key, None)
        else:
            facts[key] = after
        item = "" if change["item"] is None else f"[{change['item']}]"
        told = f"{change['fact']}{item} {json.dumps(after and (after['status'], after['value']))}"
    elif kind == "incident.merged":
        # Told on both incidents; only the absorbed one's own record is in order with its facts.
        absorbed = json.loads(record.value)["data"]["absorbed"]
        if absorbed == record.key.decode():
            for key in [key for key in facts if key[0] == absorbed]:
                del facts[key]
    print(f"{record.partition}/{sequence} {record.key.decode()} {kind} {told}", flush=True)


while True:
    polled = consumer.poll(timeout_ms=1000)
    for records in polled.values():
        for record in records:
            apply(record)
    if polled:
        print(f"{len(facts)} facts", flush=True)
