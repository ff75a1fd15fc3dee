/** The length in front of a message cannot be one of Kafka's. */
export class FrameError extends Error {
  constructor(
    readonly length: number,
    readonly largest: number,
    /** what came instead, in part */
    readonly head: Uint8Array,
  ) {
    super(`a message of ${length} bytes`);
    this.name = "FrameError";
  }
}

export class SocketClosedError extends Error {
  /** @param established false: the connection ended before it was made, or in the TLS handshake */
  constructor(readonly established: boolean) {
    super("the connection was closed");
    this.name = "SocketClosedError";
  }
}

/** The broker does not accept who we say we are. */
export class LoginError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LoginError";
  }
}
