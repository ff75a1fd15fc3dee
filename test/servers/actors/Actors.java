import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Consumers and producers of all kinds in one JVM. Takes commands as lines of JSON on stdin, works on them at the same
 * time, and answers each with a line of JSON: {"id":1} or {"id":1,"error":"…"}. Ends with stdin.
 * With a file of commands as second argument: works on them one by one and goes on until it is ended.
 */
public final class Actors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Actor> actors = new ConcurrentHashMap<>();
  private final Feeds feeds;
  private final String bootstrap;

  private Actors(String bootstrap) {
    this.bootstrap = bootstrap;
    this.feeds = new Feeds(bootstrap);
  }

  public static void main(String[] args) throws Exception {
    Actors all = new Actors(args[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(all::close));
    if (args.length > 1) {
      for (String line : Files.readAllLines(Path.of(args[1]))) all.run(JSON.readTree(line));
      Thread.currentThread().join();
    }
    ExecutorService workers = Executors.newCachedThreadPool(Actors::daemon);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode command = JSON.readTree(line);
      workers.execute(() -> all.answer(command));
    }
    System.exit(0);
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  private void answer(JsonNode command) {
    var answer = JSON.createObjectNode().put("id", command.get("id").asLong());
    try {
      run(command);
    } catch (Throwable problem) {
      answer.put("error", problem.toString());
    }
    synchronized (System.out) {
      System.out.println(answer);
    }
  }

  private void run(JsonNode command) throws Exception {
    String name = command.path("name").asText();
    switch (command.get("do").asText()) {
      case "consume" -> begin(name, new Consuming(bootstrap, command));
      case "share" -> begin(name, new Sharing(bootstrap, command));
      case "streams" -> begin(name, new Streaming(bootstrap, command));
      case "transact" -> begin(name, new Transacting(bootstrap, command));
      case "change" -> find(name).change(command);
      case "end" -> {
        Actor actor = find(name);
        actors.remove(name);
        actor.end(command);
      }
      case "fill" -> feeds.fill(command);
      case "feed" -> feeds.start(name, command);
      case "dry" -> feeds.stop(name);
      default -> throw new IllegalArgumentException("Unknown command: " + command);
    }
  }

  private void begin(String name, Actor actor) throws Exception {
    if (actors.putIfAbsent(name, actor) != null) throw new IllegalArgumentException(name + " runs already.");
    actor.begin();
  }

  private Actor find(String name) {
    return Objects.requireNonNull(actors.get(name), name + " does not run.");
  }

  /** Everybody leaves at the same time: one that hangs must not hold up the others. */
  private void close() {
    feeds.close();
    JsonNode politely = JSON.createObjectNode();
    var leaving = actors.values().stream().map((actor) -> daemon(() -> {
      try {
        actor.end(politely);
      } catch (Exception problem) {
        System.err.println(problem);
      }
    })).toList();
    leaving.forEach(Thread::start);
    long until = System.currentTimeMillis() + 3_000;
    for (Thread thread : leaving) {
      try {
        thread.join(Math.max(1, until - System.currentTimeMillis()));
      } catch (InterruptedException stop) {
        return;
      }
    }
  }
}
