import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A consumer of a classic group, or of one by KIP-848 (`group.protocol=consumer`). Fields of its command: topics; rate:
 * records per second, absent: all it gets; commits: after so many polls, absent: after each; polling: false is a member that is busy with
 * one record; restart: begins anew where it has read everything; revoke: milliseconds that it takes to give partitions
 * back; wait: for its partitions before the answer (true).
 */
final class Consuming implements Actor, Runnable, ConsumerRebalanceListener {
  private interface Task {
    void run() throws Exception;
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> assigned = new CompletableFuture<>();
  private final List<String> topics;
  private final Duration patience;
  private final boolean wait;
  private final boolean restart;
  private final long revoke;
  private volatile double rate;
  private volatile long commits;
  private volatile boolean polling;
  private boolean running = true;

  Consuming(String bootstrap, JsonNode command) {
    String bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    double wanted = command.path("rate").asDouble(0);
    consumer = new KafkaConsumer<>(Actor.config(bootstrap, command,
        "key.deserializer", bytes, "value.deserializer", bytes, "enable.auto.commit", "false",
        "auto.offset.reset", "earliest", "allow.auto.create.topics", "false",
        "max.poll.records", wanted > 0 ? String.valueOf((int) Math.ceil(wanted)) : "500"));
    topics = StreamSupport.stream(command.get("topics").spliterator(), false).map(JsonNode::asText).toList();
    patience = Duration.ofMillis(command.path("poll").asLong(500));
    wait = command.path("wait").asBoolean(true);
    restart = command.path("restart").asBoolean(false);
    revoke = command.path("revoke").asLong(0);
    set(command, Long.MAX_VALUE, true);
  }

  private void set(JsonNode command, long most, boolean polls) {
    rate = command.path("rate").asDouble(rate);
    commits = command.path("commits").asLong(most);
    polling = command.path("polling").asBoolean(polls);
  }

  @Override
  public void begin() throws Exception {
    Actors.daemon(this).start();
    if (wait) assigned.get(60, TimeUnit.SECONDS);
  }

  /** New rate, commits, polling; `seek` reads on from another place and commits it: [{topic, partition, offset}]. */
  @Override
  public void change(JsonNode command) throws Exception {
    set(command, commits, polling);
    CompletableFuture<Void> done = new CompletableFuture<>();
    tasks.add(() -> {
      try {
        for (JsonNode to : command.path("seek")) move(to);
        done.complete(null);
      } catch (WakeupException late) {
        throw late;
      } catch (Exception problem) {
        done.completeExceptionally(problem);
      }
    });
    consumer.wakeup();
    done.get(60, TimeUnit.SECONDS);
  }

  private void move(JsonNode to) {
    TopicPartition place = new TopicPartition(to.get("topic").asText(), to.get("partition").asInt());
    OffsetAndMetadata position = new OffsetAndMetadata(to.get("offset").asLong());
    if (consumer.assignment().contains(place)) consumer.seek(place, position);
    consumer.commitSync(Map.of(place, position));
  }

  /** Leaves the group; with `leave: false` it is gone without a word, as one that was killed. */
  @Override
  public void end(JsonNode command) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var how = command.path("leave").asBoolean(true)
        ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
        : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;
    tasks.add(() -> {
      running = false;
      consumer.close(CloseOptions.groupMembershipOperation(how).withTimeout(Duration.ofSeconds(2)));
      done.complete(null);
    });
    consumer.wakeup();
    done.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void run() {
    try {
      consumer.subscribe(topics, this);
      while (running) turn();
    } catch (Exception problem) {
      assigned.completeExceptionally(problem);
      System.err.println(topics + ": " + problem);
    }
  }

  private void turn() throws Exception {
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) work(task);
    if (!running) return;
    if (!polling) {
      rest(patience.toMillis());
      return;
    }
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
      if (commits > 0 && !records.isEmpty()) {
        consumer.commitSync();
        commits--;
      }
      if (restart && records.isEmpty() && isAtEnd()) consumer.seekToBeginning(consumer.assignment());
      if (rate > 0 && !records.isEmpty()) rest((long) (1_000 * records.count() / rate));
    } catch (WakeupException | RebalanceInProgressException news) {
      // A task waits, or the records come again.
    }
  }

  /** What wakes the consumer up may reach a task instead of the poll that it was meant for. */
  private static void work(Task task) throws Exception {
    try {
      task.run();
    } catch (WakeupException late) {
      task.run();
    }
  }

  private boolean isAtEnd() {
    return !consumer.assignment().isEmpty()
        && consumer.assignment().stream().allMatch((place) -> consumer.currentLag(place).orElse(1) == 0);
  }

  /** Sleeps, unless there is something to do. */
  private void rest(long milliseconds) throws Exception {
    Task task = tasks.poll(milliseconds, TimeUnit.MILLISECONDS);
    if (task != null) work(task);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    assigned.complete(null);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      for (long until = System.currentTimeMillis() + revoke; tasks.isEmpty() && System.currentTimeMillis() < until; ) {
        Thread.sleep(50);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
