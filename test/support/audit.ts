import { execFile } from "node:child_process";
import { add, type Counts, NONE } from "./counts";

interface Report {
  readonly message?: string;
  readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
}

/** What `npm audit` knows of the packages that are shipped. A registry that does not answer it is said, and fails nothing. */
export async function audit(): Promise<Counts> {
  console.log("\n— npm audit");
  const args = ["audit", "--omit=dev", "--json"];
  const printed = await new Promise<string>((resolve) => {
    execFile("npm", args, { timeout: 60_000, shell: process.platform === "win32" }, (_, stdout) => resolve(stdout));
  });
  const report = parse(printed);
  const found = report.metadata?.vulnerabilities;
  if (!found) {
    console.log(`The registry does not answer npm audit: ${report.message ?? "no answer"}`);
    return { ...NONE, skipped: 1 };
  }
  const grave = (found.high ?? 0) + (found.critical ?? 0);
  console.log(
    Object.entries(found)
      .map(([severity, count]) => `${severity}: ${count}`)
      .join(", "),
  );
  return add(NONE, grave ? { ...NONE, failed: 1 } : { ...NONE, passed: 1 });
}

function parse(printed: string): Report {
  try {
    return JSON.parse(printed) as Report;
  } catch {
    return { message: printed.trim().split("\n", 1)[0] };
  }
}
