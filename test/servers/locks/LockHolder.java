import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RFencedLock;
import org.redisson.api.RLock;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Holds locks with Redisson (and with `SpringLocks`) as it is told: a line `id TAB worker TAB verb TAB arguments…` is answered by
 * `id TAB ok|error TAB text` once it is done. Each worker is a thread of its own: to Redisson, that is who holds a lock.
 * The argument of the program is the server's port.
 */
public final class LockHolder {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Map<String, ExecutorService> workers = new HashMap<>();
    private final RedissonClient redisson;
    private final int port;
    private SpringLocks spring;

    private LockHolder(String port) {
        this.port = Integer.parseInt(port);
        Config config = new Config();
        config.setThreads(2).setNettyThreads(4);
        config.useSingleServer()
            .setAddress("redis://127.0.0.1:" + port)
            .setConnectionMinimumIdleSize(1)
            .setSubscriptionConnectionMinimumIdleSize(1)
            .setClientName("lock-holder-java");
        redisson = Redisson.create(config);
    }

    public static void main(String[] args) throws Exception {
        LockHolder holder = new LockHolder(args[0]);
        say("0", "ok", ((Redisson) holder.redisson).getId());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) holder.take(line.split("\t", -1));
        System.exit(0);
    }

    private void take(String[] words) {
        workers.computeIfAbsent(words[1], name -> Executors.newSingleThreadExecutor()).execute(() -> {
            try {
                say(words[0], "ok", run(words));
            } catch (Throwable error) {
                say(words[0], "error", String.valueOf(error).replaceAll("\\s+", " "));
            }
        });
    }

    private static synchronized void say(String id, String how, String what) {
        OUT.print(id + "\t" + how + "\t" + what + "\n");
        OUT.flush();
    }

    private String run(String[] words) throws Exception {
        switch (words[2]) {
            case "who":
                return ((Redisson) redisson).getId() + ":" + Thread.currentThread().getId();
            case "lock":
                return lock(words[3], words[4], Long.parseLong(words[5]));
            case "unlock":
                lockOf(words[3], words[4]).unlock();
                return "";
            case "permits":
                return String.valueOf(semaphore(words[3]).trySetPermits(Integer.parseInt(words[4])));
            case "acquire":
                return semaphore(words[3]).acquire(Long.parseLong(words[4]), TimeUnit.MILLISECONDS);
            case "release":
                semaphore(words[3]).release(words[4]);
                return "";
            case "spring":
                spring().lock(words[1], words[3], words[4]);
                return "";
            case "springUnlock":
                spring().unlock(words[1], words[3], words[4]);
                return "";
            case "begin":
                return String.valueOf(spring().begin(words[3], Long.parseLong(words[4]), Long.parseLong(words[5])));
            case "finish":
                spring().finish(words[3]);
                return "";
            default:
                throw new IllegalArgumentException("unknown verb " + words[2]);
        }
    }

    /** A lease of -1: kept alive by the watchdog. The answer is the fencing token, where there is one. */
    private String lock(String kind, String name, long lease) {
        RLock lock = lockOf(kind, name);
        if (lock instanceof RFencedLock fenced) {
            Long token = lease < 0 ? fenced.lockAndGetToken() : fenced.lockAndGetToken(lease, TimeUnit.MILLISECONDS);
            return String.valueOf(token);
        }
        if (lease < 0) lock.lock();
        else lock.lock(lease, TimeUnit.MILLISECONDS);
        return "";
    }

    private RLock lockOf(String kind, String name) {
        switch (kind) {
            case "plain":
                return redisson.getLock(name);
            case "fair":
                return redisson.getFairLock(name);
            case "read":
                return redisson.getReadWriteLock(name).readLock();
            case "write":
                return redisson.getReadWriteLock(name).writeLock();
            case "fenced":
                return redisson.getFencedLock(name);
            default:
                throw new IllegalArgumentException("unknown kind " + kind);
        }
    }

    /** Made when it is first wanted: most tests want Redisson alone. */
    private synchronized SpringLocks spring() {
        if (spring == null) spring = new SpringLocks(port);
        return spring;
    }

    private RPermitExpirableSemaphore semaphore(String name) {
        return redisson.getPermitExpirableSemaphore(name);
    }
}
