import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An authority of the test's own, made with openssl in a folder that `remove` deletes. */
export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), "observer-ca-"));

  constructor() {
    this.openssl(
      "req",
      "-x509",
      ...NEW_KEY,
      "-keyout",
      "ca.key",
      "-out",
      "ca.crt",
      "-days",
      "30",
      "-subj",
      "/CN=authority",
    );
  }

  /** the path of a PEM file: `ca.crt`, `<name>.crt`, `<name>.key` */
  file(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): Buffer {
    return readFileSync(this.file(name));
  }

  /** Makes `<name>.crt` and `<name>.key` for a name; with days below 0 it has expired already. */
  sign(name: string, { days = 30 }: { readonly days?: number } = {}): void {
    this.openssl("req", ...NEW_KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const ca = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"];
    this.openssl("x509", "-req", "-in", `${name}.csr`, ...ca, "-days", `${days}`, "-out", `${name}.crt`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private openssl(...args: readonly string[]): void {
    execFileSync("openssl", args, { cwd: this.folder, stdio: "pipe" });
  }
}

const NEW_KEY = ["-newkey", "rsa:2048", "-nodes"];
