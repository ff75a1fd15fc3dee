/** One timer for all that counts the seconds: it runs only while something counts and the panel can be seen. */
const counting = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function runs(): void {
  const wanted = counting.size > 0 && document.visibilityState === "visible";
  if (wanted && timer === undefined) timer = setInterval(drawAll, 1000);
  if (!wanted) {
    clearInterval(timer);
    timer = undefined;
  }
}

function drawAll(): void {
  for (const draw of counting) draw();
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") drawAll();
  runs();
});

/** Calls `draw` once a second until what it returns is called. */
export function everySecond(draw: () => void): () => void {
  counting.add(draw);
  runs();
  return () => {
    counting.delete(draw);
    runs();
  };
}
