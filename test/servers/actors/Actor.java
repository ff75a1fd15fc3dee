import com.fasterxml.jackson.databind.JsonNode;
import java.util.Properties;

/** Somebody who does something with Kafka until it is told to end. */
interface Actor {
  /** Returns when it is at work: a consumer has its partitions. */
  void begin() throws Exception;

  void change(JsonNode command) throws Exception;

  void end(JsonNode command) throws Exception;

  /** `config` of a command, over what all have in common. */
  static Properties config(String bootstrap, JsonNode command, String... defaults) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    for (int at = 0; at < defaults.length; at += 2) properties.put(defaults[at], defaults[at + 1]);
    command.path("config").fields().forEachRemaining((entry) -> properties.put(entry.getKey(), entry.getValue().asText()));
    return properties;
  }
}
