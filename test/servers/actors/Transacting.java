import com.fasterxml.jackson.databind.JsonNode;
import org.apache.kafka.clients.producer.KafkaProducer;

/** A producer with a transaction that is open until it is told to end it: fields as those of `fill`, and `config`. */
final class Transacting implements Actor {
  private final KafkaProducer<byte[], byte[]> producer;
  private final JsonNode command;

  Transacting(String bootstrap, JsonNode command) {
    this.producer = Feeds.open(bootstrap, command);
    this.command = command;
  }

  @Override
  public void begin() throws Exception {
    producer.initTransactions();
    write();
  }

  private void write() throws Exception {
    producer.beginTransaction();
    Feeds.fill(producer, command);
  }

  /** Ends it as told, and begins the next. */
  @Override
  public void change(JsonNode how) throws Exception {
    finish(how);
    write();
  }

  /** outcome: commit, or abort where nothing is told. */
  @Override
  public void end(JsonNode how) {
    finish(how);
    producer.close();
  }

  private void finish(JsonNode how) {
    if (how.path("outcome").asText().equals("commit")) producer.commitTransaction();
    else producer.abortTransaction();
  }
}
