import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;

/**
 * A Kafka Streams application whose group is of the new type (KIP-1071). Fields of its command: topics: one; most: how
 * many records it works on, then it is busy with the next one until it is ended.
 */
final class Streaming implements Actor {
  /** milliseconds */
  private static final int COMMIT_INTERVAL = 50;

  private final KafkaStreams streams;
  private final boolean waits;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicLong taken = new AtomicLong();

  Streaming(String bootstrap, JsonNode command) {
    waits = command.has("most");
    long most = command.path("most").asLong(Long.MAX_VALUE);
    Properties config = Actor.config(bootstrap, command,
        "group.protocol", "streams", "commit.interval.ms", String.valueOf(COMMIT_INTERVAL), "auto.offset.reset", "earliest",
        "max.poll.records", "1", "num.stream.threads", "1");
    StreamsBuilder builder = new StreamsBuilder();
    var bytes = Serdes.ByteArray();
    builder.stream(command.get("topics").get(0).asText(), Consumed.with(bytes, bytes)).foreach((key, value) -> {
      try {
        // It commits between two records where the interval is over.
        if (taken.incrementAndGet() <= most) {
          Thread.sleep(2 * COMMIT_INTERVAL);
          return;
        }
        reached.countDown();
        ending.await();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    });
    streams = new KafkaStreams(builder.build(), config);
  }

  @Override
  public void begin() throws Exception {
    streams.start();
    if (waits && !reached.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("It got only " + taken + " records.");
  }

  @Override
  public void change(JsonNode command) {
    throw new UnsupportedOperationException("A streams application does not change.");
  }

  @Override
  public void end(JsonNode command) {
    ending.countDown();
    streams.close(Duration.ofSeconds(5));
  }
}
