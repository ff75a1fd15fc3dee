import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes records: a number of them at once, or so many per second. */
final class Feeds {
  private final String bootstrap;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Actors::daemon);
  private final Map<String, ScheduledFuture<?>> running = new ConcurrentHashMap<>();
  private KafkaProducer<byte[], byte[]> producer;

  Feeds(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    if (producer == null) producer = open(bootstrap, MissingNode.getInstance());
    return producer;
  }

  static KafkaProducer<byte[], byte[]> open(String bootstrap, JsonNode command) {
    String bytes = "org.apache.kafka.common.serialization.ByteArraySerializer";
    return new KafkaProducer<>(Actor.config(bootstrap, command,
        "key.serializer", bytes, "value.serializer", bytes, "linger.ms", "5", "max.block.ms", "20000"));
  }

  /** topic, partition, count; values: taken in turn; since: their times are spread from then (ms since 1970) until now. */
  void fill(JsonNode command) throws Exception {
    fill(producer(), command);
  }

  static void fill(KafkaProducer<byte[], byte[]> producer, JsonNode command) throws Exception {
    int count = command.get("count").asInt();
    long now = System.currentTimeMillis();
    long since = command.path("since").asLong(now);
    Future<?> last = null;
    for (int n = 0; n < count; n++) {
      Long at = since + (now - since) * (n + 1) / count;
      last = producer.send(record(command, command.path("partition").asInt(0), at, n));
    }
    producer.flush();
    Objects.requireNonNull(last, "Nothing to write.").get();
  }

  /** topic, partitions (1), rate: records per second over all partitions; every: milliseconds between writes (500). */
  void start(String name, JsonNode command) {
    long every = command.path("every").asLong(500);
    double each = command.get("rate").asDouble() * every / 1_000;
    int partitions = command.path("partitions").asInt(1);
    double[] due = {0};
    int[] written = {0};
    Runnable write = () -> {
      for (due[0] += each; due[0] >= 1; due[0]--) {
        producer().send(record(command, written[0] % partitions, null, written[0]++));
      }
    };
    var former = running.put(name, clock.scheduleAtFixedRate(write, 0, every, TimeUnit.MILLISECONDS));
    if (former != null) former.cancel(false);
  }

  void stop(String name) throws Exception {
    Objects.requireNonNull(running.remove(name), name + " does not run.").cancel(false);
    // What the clock is at now comes first.
    clock.submit(() -> producer().flush()).get();
  }

  void close() {
    clock.shutdownNow();
  }

  private static ProducerRecord<byte[], byte[]> record(JsonNode command, int partition, Long at, int n) {
    JsonNode values = command.path("values");
    String value = values.isEmpty() ? String.valueOf(n) : values.get(n % values.size()).asText();
    return new ProducerRecord<>(
        command.get("topic").asText(), partition, at, null, value.getBytes(StandardCharsets.UTF_8));
  }
}
