import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the topics, writes some records, and commits for the groups: LagFill BOOTSTRAP TOPICS PARTITIONS GROUPS TOPICS_PER_GROUP. */
public final class LagFill {
  public static void main(String[] args) throws Exception {
    var shape = new Shape(number(args[1]), number(args[2]), number(args[3]), number(args[4]));
    var settings = new Properties();
    settings.put("bootstrap.servers", args[0]);
    settings.put("default.api.timeout.ms", "600000");
    settings.put("request.timeout.ms", "120000");
    try (var admin = Admin.create(settings)) {
      timed("topics", () -> topics(admin, shape));
      timed("records", () -> records(args[0], shape));
      timed("commits", () -> commits(admin, shape));
    }
  }

  /** In pieces: the controller takes 10,000 records at a time, and one large answer would look like a broker that hangs. */
  private static void topics(Admin admin, Shape shape) throws Exception {
    int piece = Math.max(1, 1000 / shape.partitions());
    for (int first = 0; first < shape.topics(); first += piece) {
      var wanted = new ArrayList<NewTopic>();
      for (int topic = first; topic < Math.min(first + piece, shape.topics()); topic++) {
        wanted.add(new NewTopic(Shape.topic(topic), shape.partitions(), (short) 1));
      }
      for (var made : admin.createTopics(wanted).values().values()) {
        try {
          made.get();
        } catch (ExecutionException error) {
          if (!(error.getCause() instanceof TopicExistsException)) throw error;
        }
      }
    }
  }

  private static void records(String bootstrap, Shape shape) throws Exception {
    var settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("linger.ms", "200");
    settings.put("delivery.timeout.ms", "600000");
    settings.put("metadata.max.age.ms", "3600000");
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var sent = new ArrayList<Future<?>>();
      for (int topic = 0; topic < shape.topics(); topic++) {
        for (int partition = 0; partition < shape.partitions(); partition++) {
          for (int left = shape.records(topic, partition); left > 0; left--) {
            sent.add(producer.send(new ProducerRecord<>(Shape.topic(topic), partition, null, new byte[20])));
          }
        }
      }
      for (var each : sent) each.get();
    }
  }

  private static void commits(Admin admin, Shape shape) throws Exception {
    int atOnce = 10;
    for (int first = 0; first < shape.groups(); first += atOnce) {
      var running = new ArrayList<Future<?>>();
      for (int group = first; group < Math.min(first + atOnce, shape.groups()); group++) {
        running.add(admin.alterConsumerGroupOffsets(Shape.group(group), commits(shape, group)).all());
      }
      for (var each : running) each.get();
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> commits(Shape shape, int group) {
    var commits = new HashMap<TopicPartition, OffsetAndMetadata>();
    List<Integer> topics = shape.topicsOf(group);
    for (int topic : topics) {
      for (int partition = 0; partition < shape.partitions(); partition++) {
        // A partition that has a member and no commit.
        if (shape.isLive(group) && topic == topics.get(0) && partition == 0) continue;
        long end = shape.records(topic, partition);
        commits.put(new TopicPartition(Shape.topic(topic), partition), new OffsetAndMetadata(end * (group % 5) / 4));
      }
    }
    return commits;
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void timed(String name, Step step) throws Exception {
    long begin = System.nanoTime();
    step.run();
    System.out.printf("%s %d ms%n", name, (System.nanoTime() - begin) / 1_000_000);
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
