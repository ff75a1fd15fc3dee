import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;

/** Holds locks with Spring Integration's RedisLockRegistry and with ShedLock, on its own connections. */
final class SpringLocks {
    private final LettuceConnectionFactory connections;
    private final Map<String, RedisLockRegistry> registries = new ConcurrentHashMap<>();
    private final Map<String, SimpleLock> running = new HashMap<>();

    SpringLocks(int port) {
        connections = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port));
        connections.afterPropertiesSet();
        connections.start();
    }

    /** @param owner two owners have a registry each, as two programs would */
    void lock(String owner, String registry, String key) {
        lockOf(owner, registry, key).lock();
    }

    void unlock(String owner, String registry, String key) {
        lockOf(owner, registry, key).unlock();
    }

    private Lock lockOf(String owner, String registry, String key) {
        return registries.computeIfAbsent(owner + " " + registry, name -> {
            RedisLockRegistry made = new RedisLockRegistry(connections, registry);
            made.setRedisLockType(RedisLockRegistry.RedisLockType.PUB_SUB_LOCK);
            return made;
        }).obtain(key);
    }

    /** Answers whether the task may run now. */
    synchronized boolean begin(String task, long atMostMs, long atLeastMs) {
        RedisLockProvider provider = new RedisLockProvider(connections, "test");
        LockConfiguration how =
            new LockConfiguration(Instant.now(), task, Duration.ofMillis(atMostMs), Duration.ofMillis(atLeastMs));
        provider.lock(how).ifPresent(lock -> running.put(task, lock));
        return running.containsKey(task);
    }

    synchronized void finish(String task) {
        running.remove(task).unlock();
    }
}
