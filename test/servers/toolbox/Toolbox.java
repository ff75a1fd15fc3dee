import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs command line tools of Kafka and Hadoop in one JVM, one after the other: most of what such a tool takes is its start.
 * Takes a line of JSON for each on stdin, {"main":"a.b.C","args":[…],"stdin":"…"}, and answers with one:
 * {"code":0,"out":"…","err":"…"}. Ends with stdin.
 */
public final class Toolbox {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Redirected OUT = new Redirected();
  private static final Redirected ERR = new Redirected();
  /** The code that the running tool has ended with: where it catches what ends it, the first one counts. */
  private static Integer ended;

  /** A tool that ends; an Error, so that few tools take it for a problem of their own. */
  private static final class Left extends Error {
    Left() {
      super("The tool has ended.", null, false, false);
    }
  }

  /** What everything prints to, loggers included, which keep the stream that they found first. */
  private static final class Redirected extends OutputStream {
    private OutputStream to = OutputStream.nullOutputStream();

    synchronized void to(OutputStream next) {
      to = next;
    }

    @Override
    public synchronized void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      try {
        to.write(bytes, from, length);
      } catch (java.io.IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  public static void main(String[] unused) throws Exception {
    PrintStream answers = System.out;
    InputStream commands = System.in;
    System.setOut(new PrintStream(OUT, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(ERR, true, StandardCharsets.UTF_8));
    keepAlive();
    BufferedReader in = new BufferedReader(new InputStreamReader(commands, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode command = JSON.readTree(line);
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      ByteArrayOutputStream complained = new ByteArrayOutputStream();
      OUT.to(printed);
      ERR.to(complained);
      System.setIn(new ByteArrayInputStream(command.path("stdin").asText().getBytes(StandardCharsets.UTF_8)));
      int code = run(command);
      fallSilent();
      var answer = JSON.createObjectNode().put("code", code);
      answer.put("out", printed.toString(StandardCharsets.UTF_8));
      answer.put("err", complained.toString(StandardCharsets.UTF_8));
      // Jackson writes what is not ASCII as it is, and the stream's own encoding is the platform's.
      answers.write((JSON.writeValueAsString(answer) + "\n").getBytes(StandardCharsets.UTF_8));
      answers.flush();
    }
    Runtime.getRuntime().halt(0);
  }

  private static void fallSilent() {
    System.out.flush();
    System.err.flush();
    OUT.to(OutputStream.nullOutputStream());
    ERR.to(OutputStream.nullOutputStream());
  }

  private static int run(JsonNode command) {
    ended = null;
    List<String> list = new ArrayList<>();
    command.path("args").forEach(arg -> list.add(arg.asText()));
    String[] args = list.toArray(String[]::new);
    try {
      Class<?> program = Class.forName(command.get("main").asText());
      Class<?> tool = hadoopTool();
      if (tool != null && tool.isAssignableFrom(program)) return runHadoop(tool, program, args);
      program.getMethod("main", String[].class).invoke(null, (Object) args);
      return ended == null ? 0 : ended;
    } catch (InvocationTargetException thrown) {
      if (ended != null) return ended;
      thrown.getCause().printStackTrace();
      return 1;
    } catch (ReflectiveOperationException problem) {
      problem.printStackTrace();
      return 1;
    }
  }

  /** Kafka's tools end the JVM by a method that can be told to do something else. */
  private static void keepAlive() throws ReflectiveOperationException {
    Class<?> exit = find("org.apache.kafka.common.utils.Exit");
    if (exit == null) return;
    Class<?> procedure = Class.forName("org.apache.kafka.common.utils.Exit$Procedure");
    Object leave =
        Proxy.newProxyInstance(
            procedure.getClassLoader(),
            new Class<?>[] {procedure},
            (proxy, method, values) -> {
              if (ended == null) ended = (Integer) values[0];
              fallSilent();
              throw new Left();
            });
    exit.getMethod("setExitProcedure", procedure).invoke(null, leave);
    exit.getMethod("setHaltProcedure", procedure).invoke(null, leave);
  }

  /** Hadoop's are run by a method that does not end the JVM. */
  private static int runHadoop(Class<?> tool, Class<?> program, String[] args) throws ReflectiveOperationException {
    Class<?> configuration = Class.forName("org.apache.hadoop.conf.Configuration");
    Method runner =
        Class.forName("org.apache.hadoop.util.ToolRunner").getMethod("run", configuration, tool, String[].class);
    Object instance = program.getConstructor().newInstance();
    return (Integer) runner.invoke(null, configuration.getConstructor().newInstance(), instance, args);
  }

  private static Class<?> hadoopTool() {
    return find("org.apache.hadoop.util.Tool");
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException absent) {
      return null;
    }
  }
}
