import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Writes what Kafka's own libraries know about its protocol into a folder, see README.md:
 * schemas.json, the layout of the requests that are sent, and of their responses (all versions of a message in one line);
 * error-names.json, the names of the error codes from 0 on; releases.json, the release of each metadata.version.
 */
public class Schemas {
  /** The highest version to speak, where it is not the highest there is. */
  private static final Map<String, Integer> WANTED = new LinkedHashMap<>();

  static {
    WANTED.put("API_VERSIONS", null);
    WANTED.put("METADATA", null);
    WANTED.put("DESCRIBE_CLUSTER", null);
    WANTED.put("LIST_OFFSETS", null);
    // Later versions name topics by their id.
    WANTED.put("FETCH", 12);
    WANTED.put("OFFSET_FETCH", 9);
    WANTED.put("LIST_GROUPS", null);
    WANTED.put("DESCRIBE_GROUPS", null);
    WANTED.put("CONSUMER_GROUP_DESCRIBE", null);
    WANTED.put("SHARE_GROUP_DESCRIBE", null);
    WANTED.put("DESCRIBE_SHARE_GROUP_OFFSETS", null);
    WANTED.put("STREAMS_GROUP_DESCRIBE", null);
    WANTED.put("DESCRIBE_QUORUM", null);
    WANTED.put("DESCRIBE_LOG_DIRS", null);
    WANTED.put("DESCRIBE_CONFIGS", null);
    // These change something: see permit.ts. Later versions of the first and the last name topics by their id.
    WANTED.put("PRODUCE", 12);
    WANTED.put("CREATE_TOPICS", null);
    WANTED.put("DELETE_TOPICS", 5);
    WANTED.put("OFFSET_COMMIT", 9);
  }

  /** A field, in one shape; `versions` are those that have it in this shape. */
  private static class Merged {
    final String name;
    final String shape;
    final Integer tag;
    final Merger inner;
    final List<Integer> versions = new ArrayList<>();

    Merged(String name, String shape, Integer tag, Merger inner) {
      this.name = name;
      this.shape = shape;
      this.tag = tag;
      this.inner = inner;
    }

    boolean is(Map.Entry<Integer, Field> field) {
      return name.equals(camel(field.getValue().name)) && shape.equals(shape(field.getValue().type))
          && java.util.Objects.equals(tag, field.getKey());
    }
  }

  /** All versions of one structure, its fields in their order. */
  private static class Merger {
    final List<Merged> fields = new ArrayList<>();

    void add(Schema schema, int version) {
      int at = 0;
      for (Map.Entry<Integer, Field> entry : fieldsOf(schema)) {
        Merged merged = fields.stream().filter(known -> known.is(entry)).findFirst().orElse(null);
        if (merged == null) {
          Type type = entry.getValue().type;
          Merger inner = schemaIn(type) == null ? null : new Merger();
          merged = new Merged(camel(entry.getValue().name), shape(type), entry.getKey(), inner);
          fields.add(at, merged);
        }
        int found = fields.indexOf(merged);
        if (entry.getKey() == null && found < at) throw new IllegalStateException("order of " + merged.name);
        merged.versions.add(version);
        if (merged.inner != null) merged.inner.add(schemaIn(entry.getValue().type), version);
        at = found + 1;
      }
    }

    String write(int lowest, int highest) {
      return fields.stream().map(field -> {
        int first = field.versions.get(0);
        int last = field.versions.get(field.versions.size() - 1);
        if (last - first + 1 != field.versions.size()) throw new IllegalStateException("a gap in " + field.name);
        String range = first == lowest && last == highest ? "" : "@" + first + "-" + (last == highest ? "" : last);
        String type = field.inner == null ? field.shape
            : field.shape.replace("{}", "{" + field.inner.write(first, last) + "}");
        return field.name + ":" + type + (field.tag == null ? "" : "#" + field.tag) + range;
      }).collect(Collectors.joining(","));
    }
  }

  private static List<Map.Entry<Integer, Field>> fieldsOf(Schema schema) {
    List<Map.Entry<Integer, Field>> fields = new ArrayList<>();
    for (BoundField bound : schema.fields()) {
      if (bound.def.type instanceof TaggedFields tagged) {
        tagged.fields().forEach((tag, field) -> fields.add(new java.util.AbstractMap.SimpleEntry<>(tag, field)));
      } else {
        fields.add(new java.util.AbstractMap.SimpleEntry<>(null, bound.def));
      }
    }
    return fields;
  }

  private static Schema schemaIn(Type type) {
    if (type instanceof Schema schema) return schema;
    return type.arrayElementType().map(Schemas::schemaIn).orElse(null);
  }

  /** `string`, `[int32]?`, `[{}]`: what a type is, whether written compactly or not. */
  private static String shape(Type type) {
    String end = type.isNullable() ? "?" : "";
    if (type instanceof Schema) return "{}" + end;
    if (type.isArray()) return "[" + shape(type.arrayElementType().get()) + "]" + end;
    return type.toString().toLowerCase().replace("compact_", "").replace("nullable_", "").replace("_", "") + end;
  }

  private static String camel(String name) {
    StringBuilder out = new StringBuilder();
    for (String word : name.split("_")) {
      out.append(out.length() == 0 ? word : word.substring(0, 1).toUpperCase() + word.substring(1));
    }
    return out.toString();
  }

  private static String write(Schema[] schemas, int lowest, int highest) {
    Merger merger = new Merger();
    for (int version = lowest; version <= highest; version++) merger.add(schemas[version], version);
    return "{" + merger.write(lowest, highest) + "}";
  }

  public static void main(String[] args) throws Exception {
    List<String> messages = new ArrayList<>();
    for (Map.Entry<String, Integer> wanted : WANTED.entrySet()) {
      ApiMessageType type = ApiMessageType.valueOf(wanted.getKey());
      int lowest = type.lowestSupportedVersion();
      int highest = wanted.getValue() == null ? type.highestSupportedVersion(false) : wanted.getValue();
      int flexible = lowest;
      while (flexible <= highest && type.requestHeaderVersion((short) flexible) < 2) flexible++;
      messages.add("  \"" + type.name + "\": {\n    \"key\": " + type.apiKey()
          + ",\n    \"lowest\": " + lowest + ",\n    \"highest\": " + highest + ",\n    \"flexible\": " + flexible
          + ",\n    \"request\": \"" + write(type.requestSchemas(), lowest, highest)
          + "\",\n    \"response\": \"" + write(type.responseSchemas(), lowest, highest) + "\"\n  }");
    }
    Path folder = Path.of(args[0]);
    Files.writeString(folder.resolve("schemas.json"), "{\n" + String.join(",\n", messages) + "\n}\n");
    String errors = java.util.Arrays.stream(Errors.values()).filter(error -> error.code() >= 0)
        .sorted(java.util.Comparator.comparing(Errors::code)).map(error -> "  \"" + error.name() + "\"")
        .collect(Collectors.joining(",\n"));
    Files.writeString(folder.resolve("error-names.json"), "[\n" + errors + "\n]\n");
    String releases = java.util.Arrays.stream(MetadataVersion.values())
        .map(version -> "  \"" + version.featureLevel() + "\": \"" + version.version().split("-")[0] + "\"")
        .collect(Collectors.joining(",\n"));
    Files.writeString(folder.resolve("releases.json"), "{\n" + releases + "\n}\n");
  }
}
