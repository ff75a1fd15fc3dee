/** OpenSSL's error without the names of its source files: "wrong version number". */
export function tlsWords(message: string): string {
  return /\berror:[0-9A-F]{8}:[^:]*:[^:]*:([^:]+):/.exec(message)?.[1] ?? message;
}

/** Node's words for a certificate that was made out to another name than the one that was dialled. */
export const isOtherName = (message: string): boolean => /does not match certificate's altnames/i.test(message);
