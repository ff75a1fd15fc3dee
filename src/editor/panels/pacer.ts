/** milliseconds at a time that long work takes in the extension host, whose one thread all extensions share */
const TURN = 5;

/** To be awaited between the steps of long work: lets others have their turn when it is time. */
export function pacer(): () => Promise<void> | undefined {
  let begin = performance.now();
  return () => {
    if (performance.now() - begin < TURN) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        begin = performance.now();
        resolve();
      }),
    );
  };
}
