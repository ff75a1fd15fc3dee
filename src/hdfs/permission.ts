const LETTERS = ["---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx"] as const;

/** `0o644` → `rw-r--r--`, `0o1777` → `rwxrwxrwt`: as `hdfs dfs -ls` prints it behind the type. */
export function permissionText(mode: number): string {
  const part = (shift: number) => LETTERS[(mode >> shift) & 7] ?? "---";
  const all = part(6) + part(3) + part(0);
  if (!(mode & 0o1000)) return all;
  return all.slice(0, 8) + (all.endsWith("x") ? "t" : "T");
}

/** `0o644` → `0644`. */
export const permissionOctal = (mode: number): string => mode.toString(8).padStart(4, "0");

/** WebHDFS sends octal digits as text, without leading zeros. */
export function parsePermission(octal: string): number | undefined {
  return /^[0-7]{1,4}$/.test(octal) ? Number.parseInt(octal, 8) : undefined;
}
