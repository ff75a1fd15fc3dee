import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Members for the groups that have some, two for each, which read and commit nothing:
 * LagMembers BOOTSTRAP TOPICS PARTITIONS GROUPS TOPICS_PER_GROUP. Prints "ready" when everything is assigned; ends with its input.
 */
public final class LagMembers {
  private static final int MEMBERS = 2;

  public static void main(String[] args) throws Exception {
    var shape = new Shape(number(args[1]), number(args[2]), number(args[3]), number(args[4]));
    var members = new ArrayList<Member>();
    for (int group = 0; group < shape.groups(); group++) {
      if (!shape.isLive(group)) continue;
      for (int member = 0; member < MEMBERS; member++) members.add(new Member(args[0], shape, group, member));
    }
    for (var member : members) member.start();
    long wanted = (long) members.size() / MEMBERS * shape.topicsPerGroup() * shape.partitions();
    for (int calm = 0; calm < 10; Thread.sleep(200)) {
      // Of a group's members the first has everything until the second is let in.
      boolean all = members.stream().allMatch(member -> member.assigned > 0);
      calm = all && members.stream().mapToLong(member -> member.assigned).sum() == wanted ? calm + 1 : 0;
    }
    for (var member : members) member.pause = Duration.ofSeconds(1);
    System.out.println("ready");
    while (System.in.read() >= 0) Thread.onSpinWait();
    // They leave their groups: those of the next run would wait until the brokers believe these to be dead.
    for (var member : members) member.leave();
    for (var member : members) member.join(5_000);
    System.exit(0);
  }

  private static final class Member extends Thread implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;
    volatile int assigned;
    volatile Duration pause = Duration.ofMillis(100);

    Member(String bootstrap, Shape shape, int group, int member) {
      var settings = new Properties();
      settings.put("bootstrap.servers", bootstrap);
      settings.put("group.id", Shape.group(group));
      settings.put("client.id", "bench-lag-member-" + member);
      settings.put("enable.auto.commit", "false");
      settings.put("auto.offset.reset", "earliest");
      settings.put("group.protocol", shape.protocol(group));
      if (shape.protocol(group).equals("classic")) settings.put("heartbeat.interval.ms", "10000");
      consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer.subscribe(shape.topicsOf(group).stream().map(Shape::topic).toList(), this);
      setDaemon(true);
    }

    @Override
    public void run() {
      try (consumer) {
        while (true) consumer.poll(pause);
      } catch (WakeupException leaving) {
        // As wanted.
      }
    }

    void leave() {
      consumer.wakeup();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      update();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      update();
    }

    /** What is paused is not read: members that wait cost the brokers nothing but their heartbeats. */
    private void update() {
      var all = List.copyOf(consumer.assignment());
      consumer.pause(all);
      assigned = all.size();
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
