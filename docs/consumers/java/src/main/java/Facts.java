import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Keeps a cache of what is held to be so, from disclosure.changes.v1. */
public final class Facts {
  private static final String TOPIC = "disclosure.changes.v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Key(String incident, String fact, String item) {}

  private final Map<Key, JsonNode> facts = new HashMap<>();
  private final Map<Integer, Long> sequences = new HashMap<>();

  public static void main(String[] args) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", args.length > 0 ? args[0] : "127.0.0.1:9092",
            "isolation.level", "read_committed"); // what was not committed is no change
    var text = new StringDeserializer();
    try (var consumer = new KafkaConsumer<>(settings, text, text)) {
      // The cache is in memory, so it is built again from the start: no group, no committed offsets.
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(each -> new TopicPartition(TOPIC, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      new Facts().follow(consumer);
    }
  }

  private void follow(KafkaConsumer<String, String> consumer) throws Exception {
    while (true) {
      ConsumerRecords<String, String> polled = consumer.poll(Duration.ofSeconds(1));
      for (ConsumerRecord<String, String> record : polled) apply(record);
      if (!polled.isEmpty()) System.out.println(facts.size() + " facts");
    }
  }

  private void apply(ConsumerRecord<String, String> record) throws Exception {
    long sequence = Long.parseLong(header(record, "sequence"));
    long expected = sequences.getOrDefault(record.partition(), 0L) + 1;
    if (sequence != expected) {
      throw new IllegalStateException(
          "partition %d: sequence %d where %d was expected"
              .formatted(record.partition(), sequence, expected));
    }
    sequences.put(record.partition(), sequence);

    String kind = header(record, "kind"); // enough to skip a record without parsing it
    String told = "";
    if (kind.startsWith("fact.")) {
      JsonNode change = JSON.readTree(record.value()).get("data");
      String item = change.get("item").textValue();
      var key = new Key(change.get("incident").asText(), change.get("fact").asText(), item);
      JsonNode after = change.get("after");
      if (after.isNull()) facts.remove(key);
      else facts.put(key, after);
      told = key.fact() + (item == null ? "" : "[" + item + "]") + " " + shown(after);
    } else if (kind.equals("incident.merged")) {
      // Told on both incidents; only the absorbed one's own record is in order with its facts.
      String absorbed = JSON.readTree(record.value()).get("data").get("absorbed").asText();
      if (absorbed.equals(record.key())) facts.keySet().removeIf(key -> key.incident().equals(absorbed));
    }
    System.out.printf("%d/%d %s %s %s%n", record.partition(), sequence, record.key(), kind, told);
  }

  private static String shown(JsonNode after) {
    if (after.isNull()) return "null";
    return JSON.createArrayNode().add(after.get("status")).add(after.get("value")).toString();
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
