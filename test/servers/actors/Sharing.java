import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;

/**
 * A member of a share group (KIP-932). Fields of its command: topics; most: how many records it accepts, then it only
 * stays alive. The group begins at the log's end, or where `share.auto.offset.reset` of the group says.
 */
final class Sharing implements Actor, Runnable {
  private final KafkaShareConsumer<byte[], byte[]> consumer;
  private final Set<String> topics;
  private final long most;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean running = true;

  Sharing(String bootstrap, JsonNode command) {
    String bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    consumer = new KafkaShareConsumer<>(Actor.config(bootstrap, command,
        "key.deserializer", bytes, "value.deserializer", bytes, "share.acknowledgement.mode", "explicit",
        "share.acquire.mode", "record_limit", "max.poll.records", "1"));
    topics = StreamSupport.stream(command.get("topics").spliterator(), false).map(JsonNode::asText).collect(Collectors.toSet());
    most = command.get("most").asLong();
  }

  @Override
  public void begin() throws Exception {
    Actors.daemon(this).start();
    done.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void run() {
    try (consumer) {
      consumer.subscribe(topics);
      for (long taken = 0; taken < most && running; ) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          consumer.acknowledge(record, taken++ < most ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
        }
        consumer.commitSync();
      }
      done.complete(null);
      // Heartbeats go on by themselves.
      while (running) Thread.sleep(200);
    } catch (Exception problem) {
      done.completeExceptionally(problem);
    } finally {
      ended.countDown();
    }
  }

  @Override
  public void change(JsonNode command) {
    throw new UnsupportedOperationException("A member of a share group does not change.");
  }

  @Override
  public void end(JsonNode command) throws Exception {
    running = false;
    ended.await(10, TimeUnit.SECONDS);
  }
}
