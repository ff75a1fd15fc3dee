import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "../../media/panel.css";
import { App } from "./app";
import { PanelModel } from "./model";
import type { ToPanel } from "./protocol";
import { vscode } from "./vscode-api";

const model = new PanelModel({
  post: (message) => vscode.postMessage(message),
  keep: (choices) => vscode.setState({ ...vscode.getState(), choices }),
});

window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => model.receive(data));

const top = document.getElementById("panel");
if (top) render(<App model={model} />, top);

const choices = vscode.getState()?.choices;
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
model.post({ type: "ready", timeZone, ...(choices ? { choices } : {}) });
