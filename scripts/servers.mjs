// `npm run servers -- up|down|status|run …`: the local Redis, Kafka and HDFS, without VS Code.
import { install, load, run } from "./install.mjs";

await run(async () => {
  await install(console.error);
  const { runServers } = await load("test/servers/cli.ts");
  process.exit(await runServers(process.argv.slice(2)));
});
