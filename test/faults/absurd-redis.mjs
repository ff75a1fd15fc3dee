// A Redis that answers INFO, and SCAN with a head and then the same bytes again and again: absurd-redis.mjs <head> <more> <times>
import { createServer } from "node:net";

const [head = "", more = "", times = "0"] = process.argv.slice(2);
const INFO = "redis_version:7.0.0\r\nredis_mode:standalone\r\nmaxmemory_policy:noeviction\r\n";
const piece = Buffer.from(more.repeat(Math.ceil(2 ** 20 / more.length)));

createServer((socket) => {
  socket.on("error", () => {});
  socket.on("data", (request) => {
    for (const [, name = ""] of request.toString("latin1").matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
      if (/info/i.test(name)) socket.write(`$${INFO.length}\r\n${INFO}\r\n`);
      else if (/scan/i.test(name)) pour(socket);
      else socket.write("+OK\r\n");
    }
  });
}).listen(0, "127.0.0.1", function () {
  console.log(this.address().port);
});

function pour(socket) {
  let left = Number(times) * more.length;
  socket.write(head);
  const go = () => {
    while (left > 0 && !socket.destroyed) {
      const bytes = left < piece.length ? piece.subarray(0, left) : piece;
      left -= bytes.length;
      if (!socket.write(bytes)) return void socket.once("drain", go);
    }
  };
  go();
}
