import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { opened } from "../opened";
import type { OwnServer } from "../own-server";
import { masters, sampled, stopAll } from "./masters";

/** A real server whose clock is wrong by some seconds: the answer of TIME is changed on its way, since a test has no other clock. */
async function withWrongClock(server: OwnServer, seconds: number): Promise<{ url: string; proxy: Server }> {
  const proxy = createServer((client) => {
    const redis = connect(server.port, "127.0.0.1");
    const shift = (chunk: Buffer) =>
      chunk
        .toString("latin1")
        .replace(/(\*2\r\n\$10\r\n)(\d{10})(\r\n\$\d\r\n)/g, (_, head: string, time: string, tail: string) => {
          return `${head}${Number(time) + seconds}${tail}`;
        });
    redis.on("data", (chunk: Buffer) => client.write(Buffer.from(shift(chunk), "latin1")));
    client.pipe(redis);
    for (const socket of [client, redis]) socket.on("error", () => {});
    client.on("close", () => redis.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return { url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`, proxy };
}

describe("the clocks of the masters", () => {
  it("are told as they are, each with the moments between which it was read", async () => {
    const three = await masters(3);
    const [first, second, third] = three;
    assert.ok(first && second && third);
    const ahead = await withWrongClock(second, 90);
    const behind = await withWrongClock(third, -30);
    const session = await opened({ url: first.url, "locks.masters": [first.url, ahead.url, behind.url] });
    const sample = await sampled(session, ["x"]);
    const offsets = sample.masters.map(({ clock = Number.NaN, clockBetween: [sent, answered] = [0, 0] }) => {
      const error = (answered - sent) / 2 + 1;
      const offset = clock - (sent + answered) / 2;
      return [0, 90_000, -30_000].find((expected) => Math.abs(offset - expected) <= error);
    });
    assert.deepEqual(offsets, [0, 90_000, -30_000]);
    await session.close();
    ahead.proxy.close();
    behind.proxy.close();
    await stopAll(three);
  });
});
