/**
 * An address as it is repeated where it is wrong. It may hold a user and a password, which do not belong there: of what
 * stands before the last `@`, nothing is repeated.
 */
export const withoutLogin = (written: string): string => {
  const at = written.lastIndexOf("@");
  return at < 0 ? written : `…${written.slice(at)}`;
};
