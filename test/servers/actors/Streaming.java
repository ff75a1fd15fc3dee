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
  private final KafkaStreams streams;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicLong taken = new AtomicLong();

  Streaming(String bootstrap, JsonNode command) {
    long most = command.get("most").asLong();
    Properties config = Actor.config(bootstrap, command,
        "group.protocol", "streams", "commit.interval.ms", "100", "auto.offset.reset", "earliest",
        "max.poll.records", "1", "num.stream.threads", "1");
    StreamsBuilder builder = new StreamsBuilder();
    var bytes = Serdes.ByteArray();
    builder.stream(command.get("topics").get(0).asText(), Consumed.with(bytes, bytes)).foreach((key, value) -> {
      if (taken.incrementAndGet() <= most) return;
      reached.countDown();
      try {
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
    if (!reached.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("It got only " + taken + " records.");
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
