#!/usr/bin/env node
// Stands in for desktop VS Code's `code` where only npm can be reached: takes its arguments, runs the suite named by
// --extensionTestsPath in code-server and a headless Chromium, and exits with its result.
import { createRequire } from "node:module";
import { register } from "tsx/cjs/api";

register();
const { runAsCode } = createRequire(import.meta.url)("./code.ts");
process.exit(await runAsCode(process.argv.slice(2)));
