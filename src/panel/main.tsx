import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "../../media/panel.css";
import type { Cell, Choices, Frame, Status, ToPanel } from "./protocol";
import { applyRows, NO_ROWS } from "./row-store";
import { vscode } from "./vscode-api";

let frame: Frame | undefined;
let choices: Choices | undefined;
let store = NO_ROWS;
let summary = "";
let status: Status = { state: "waiting" };
let details: Extract<ToPanel, { type: "details" }> | undefined;

const textOf = (cell: Cell | undefined): string =>
  cell === undefined ? "" : typeof cell === "string" ? cell : "text" in cell ? cell.text : (cell.title ?? "");

function choose(change: Partial<Choices>): void {
  if (!choices) return;
  choices = { ...choices, ...change };
  vscode.setState({ ...vscode.getState(), choices });
  vscode.postMessage({ type: "choices", choices });
  draw();
}

function draw(): void {
  const top = document.getElementById("panel");
  if (!top || !frame) return;
  const { columns, words } = frame;
  render(
    <main>
      <p>{summary || words.waiting}</p>
      <p>
        {status.state} {status.problem?.what} {status.problem?.why} {status.problem?.fix}
      </p>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id}>{column.label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {store.rows.slice(0, 100).map((row) => (
            <tr key={row.id} onClick={() => choose({ open: row.id })}>
              {columns.map((column) => (
                <td key={column.id}>{textOf(row.cells[column.id])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {details && choices?.open === details.row ? <pre>{JSON.stringify(details, undefined, 1)}</pre> : null}
    </main>,
    top,
  );
}

window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => {
  switch (data.type) {
    case "frame":
      frame = data.frame;
      choices = data.choices;
      break;
    case "rows":
      store = applyRows(store, data);
      summary = data.summary;
      vscode.postMessage({ type: "inSight", rows: store.rows.slice(0, 40).map((row) => row.id) });
      break;
    case "details":
      details = data;
      break;
    case "status":
      status = data.status;
      break;
    case "show":
      choose({ ...(data.open ? { open: data.open } : {}), ...(data.filter ? { filter: data.filter } : {}) });
      break;
  }
  draw();
});

const kept = vscode.getState()?.choices;
vscode.postMessage({
  type: "ready",
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  ...(kept ? { choices: kept } : {}),
});
