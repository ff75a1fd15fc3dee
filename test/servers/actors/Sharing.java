import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;

/**
 * A member of a share group (KIP-932). Fields of its command: topics; most: how many records it accepts, then it only
 * stays alive; absent: all. Its group begins with the first record of the log.
 */
final class Sharing implements Actor, Runnable {
  private final KafkaShareConsumer<byte[], byte[]> consumer;
  private final JsonNode command;
  private final String bootstrap;
  private final Set<String> topics;
  private final long most;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean running = true;

  Sharing(String bootstrap, JsonNode command) {
    this.command = command;
    this.bootstrap = bootstrap;
    String bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    consumer = new KafkaShareConsumer<>(Actor.config(bootstrap, command,
        "key.deserializer", bytes, "value.deserializer", bytes, "share.acknowledgement.mode", "explicit",
        "share.acquire.mode", "record_limit", "max.poll.records", "1"));
    topics = StreamSupport.stream(command.get("topics").spliterator(), false).map(JsonNode::asText).collect(Collectors.toSet());
    most = command.path("most").asLong(Long.MAX_VALUE);
  }

  @Override
  public void begin() throws Exception {
    configure(AlterConfigOp.OpType.SET);
    Actors.daemon(this).start();
    if (command.has("most")) done.get(60, TimeUnit.SECONDS);
  }

  /** Where a group begins is known to the broker, not to its members. */
  private void configure(AlterConfigOp.OpType what) throws Exception {
    var group = new ConfigResource(ConfigResource.Type.GROUP, command.get("config").get("group.id").asText());
    var change = new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), what);
    try (Admin admin = Admin.create(Actor.config(bootstrap, MissingNode.getInstance()))) {
      admin.incrementalAlterConfigs(Map.of(group, List.of(change))).all().get();
    }
  }

  @Override
  public void run() {
    try (consumer) {
      consumer.subscribe(topics);
      for (long taken = 0; taken < most && running; ) {
        for (var record : consumer.poll(Duration.ofMillis(1_000))) {
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
    configure(AlterConfigOp.OpType.DELETE);
  }
}
