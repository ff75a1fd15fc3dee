import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The lag of all groups with Kafka's own client, in as few requests as it offers: LagAdmin BOOTSTRAP [ends]. Each line of
 * input is one refresh. It asks for the ends, the last stable offsets and the log's starts; with "ends" for nothing else.
 */
public final class LagAdmin {
  public static void main(String[] args) throws Exception {
    var settings = new Properties();
    settings.put("bootstrap.servers", args[0]);
    settings.put("request.timeout.ms", "120000");
    settings.put("default.api.timeout.ms", "120000");
    try (var admin = Admin.create(settings); var input = new BufferedReader(new InputStreamReader(System.in))) {
      while (input.readLine() != null) {
        long begin = System.nanoTime();
        String result = refresh(admin, args.length > 1);
        System.out.printf("{\"ms\":%.1f,%s}%n", (System.nanoTime() - begin) / 1e6, result);
      }
    }
  }

  /** A row for each partition that has a commit or an owner, as kafka-consumer-groups prints them. */
  private static String refresh(Admin admin, boolean endsOnly) throws Exception {
    var groups = admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get();
    var ids = groups.stream().map(GroupListing::groupId).toList();
    var all = new ListConsumerGroupOffsetsSpec();
    var specs = ids.stream().collect(Collectors.toMap(Function.identity(), id -> all));
    var describing = admin.describeConsumerGroups(ids).all();
    var committed = admin.listConsumerGroupOffsets(specs).all().get();
    var described = describing.get();

    var owners = new HashMap<String, Map<TopicPartition, String>>();
    described.forEach((id, group) -> {
      var own = owners.computeIfAbsent(id, any -> new HashMap<>());
      for (var member : group.members()) {
        for (var partition : member.assignment().topicPartitions()) own.put(partition, member.consumerId());
      }
    });
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    committed.values().forEach(commits -> commits.keySet().forEach(at -> wanted.put(at, OffsetSpec.latest())));
    owners.values().forEach(own -> own.keySet().forEach(at -> wanted.put(at, OffsetSpec.latest())));
    var asked = admin.listOffsets(wanted).all();
    Map<TopicPartition, ListOffsetsResultInfo> starts = Map.of();
    if (!endsOnly) {
      var stable = admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all();
      var earliest = new HashMap<TopicPartition, OffsetSpec>();
      wanted.keySet().forEach(at -> earliest.put(at, OffsetSpec.earliest()));
      starts = admin.listOffsets(earliest).all().get();
      stable.get();
    }
    var ends = asked.get();

    long rows = 0;
    long lag = 0;
    for (var id : ids) {
      var commits = committed.get(id);
      var own = owners.get(id);
      for (var entry : commits.entrySet()) {
        if (entry.getValue() == null) continue;
        rows++;
        var start = starts.get(entry.getKey());
        long next = Math.max(entry.getValue().offset(), start == null ? 0 : start.offset());
        lag += Math.max(ends.get(entry.getKey()).offset() - next, 0);
      }
      for (var at : own.keySet()) if (commits.get(at) == null) rows++;
    }
    return String.format("\"rows\":%d,\"lag\":\"%d\"", rows, lag);
  }
}
