import { type Reader, render } from "../../core/render";
import { duration, type Text, text } from "../../core/text";
import type { Frame, Words } from "../../panel/protocol";

/** The webview's own words in the reader's language. */
export function panelWords(reader: Reader, noRows: string): Words {
  const said = (sentence: Text): string => render(sentence, reader);
  return {
    filter: said(text("Filter")),
    clearFilter: said(text("Clear the Filter")),
    all: said(text("All")),
    rows: said(text("Rows: {0}", "{0}")),
    rowsOf: said(text("Rows: {0} of {1}", "{0}", "{1}")),
    noRows,
    noMatch: said(text("Nothing matches the filter.")),
    waiting: said(text("Waiting for the first answer…")),
    live: said(text("Live")),
    paused: said(text("Paused")),
    backingOff: said(text("Slowed Down")),
    failed: said(text("Failed")),
    nextIn: said(text("next refresh in {0}", "{0}")),
    pause: said(text("Pause")),
    goOn: said(text("Resume")),
    now: said(text("Refresh Now")),
    interval: said(text("Interval")),
    local: said(text("Local")),
    utc: said(text("UTC")),
    timeZone: said(text("Times: {0}", "{0}")),
    copyCsv: said(text("Copy as CSV")),
    copyJson: said(text("Copy as JSON")),
    exportCsv: said(text("Export as CSV…")),
    exportJson: said(text("Export as JSON…")),
    more: said(text("More Actions")),
    taken: said(text("As of {0}", "{0}")),
    missing: said(text("Missing: {0}", "{0}")),
    close: said(text("Close")),
    details: said(text("Details")),
    resize: said(text("Resize the Details")),
    openRow: said(text("Open")),
    sortBy: said(text("Sort by {0}", "{0}")),
    chart: said(text("Show as Chart")),
    chartTable: said(text("Show as Table")),
    time: said(text("Time")),
    retry: said(text("Try Again")),
    lastGood: said(text("Showing what was known at {0}.", "{0}")),
    days: said(text("{0} d", "{0}")),
    hours: said(text("{0} h", "{0}")),
    minutes: said(text("{0} min", "{0}")),
    seconds: said(text("{0} s", "{0}")),
  };
}

/** Intervals to choose from, in milliseconds; `also` is offered, too: the one of the settings. */
export function intervals(reader: Reader, also: number): Frame["intervals"] {
  const offered = [...new Set([...INTERVALS, also])].sort((one, other) => one - other);
  return offered.map((ms) => ({ ms, label: render(duration(ms), reader) }));
}

const INTERVALS = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000];
