import java.util.ArrayList;
import java.util.List;

/** What a cluster of the benchmark has in it, computed from four numbers, so that every run has the same. */
record Shape(int topics, int partitions, int groups, int topicsPerGroup) {
  static String topic(int index) {
    return String.format("bench-lag-%05d", index);
  }

  static String group(int index) {
    return String.format("bench-lag-group-%04d", index);
  }

  /** How many records a partition has: most are empty, the others differ. */
  int records(int topic, int partition) {
    return (topic * 7 + partition * 3) % 10 < 3 ? 1 + (topic * 10 + partition) % 40 : 0;
  }

  /** The groups' topics overlap: each topic has several readers. */
  List<Integer> topicsOf(int group) {
    var found = new ArrayList<Integer>();
    int first = (int) ((long) group * topics / groups);
    for (int at = 0; at < topicsPerGroup; at++) found.add((first + at) % topics);
    return found;
  }

  /** One group of ten has members, and no more than twenty groups: they all live in one process. */
  boolean isLive(int group) {
    return group % step() == 0;
  }

  /** Of the live groups every second one speaks the newer protocol. */
  String protocol(int group) {
    return group / step() % 2 == 0 ? "classic" : "consumer";
  }

  private int step() {
    return Math.max(10, groups / 20);
  }
}
