/**
 * Names and values are bytes. Here they are compared and taken apart as text of one character a byte ("binary text"):
 * nothing is lost, patterns of ASCII work, and it can be the key of a map.
 */

export const binary = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

export const bytesOfBinary = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

/** Redis' hash tag, as Redisson adds it: `prefix:{name}`, or `prefix:name` where the name has a brace of its own. */
export const prefixed = (prefix: string, name: string): string =>
  name.includes("{") ? `${prefix}:${name}` : `${prefix}:{${name}}`;

export const suffixed = (name: string, suffix: string): string =>
  name.includes("{") ? `${name}:${suffix}` : `{${name}}:${suffix}`;

/** True where a pattern stands for more than the one name that it spells. */
export const isGlob = (pattern: string): boolean => /[*?[\\]/.test(pattern);
