import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Announcer } from "./announcer";
import { Details } from "./details";
import { useTheme, useWidth } from "./environment";
import { Header } from "./header";
import { MainTable, useLines } from "./main-table";
import { Menu, MenuContext, type MenuRequest } from "./menu";
import { MissingStrip } from "./missing-strip";
import type { PanelModel, PanelState } from "./model";
import { ProblemStrip } from "./problem-strip";
import { type Reading, ReadingContext } from "./reading";
import { Sash } from "./sash";
import { Skeleton } from "./skeleton";
import { vscode } from "./vscode-api";

/** pixels from which on the details stand beside the table and not below it */
const WIDE = 960;

export function App({ model }: { readonly model: PanelModel }) {
  const [state, setState] = useState<PanelState>(model.state);
  useEffect(() => model.listen(() => setState(model.state)), [model]);
  const { frame, choices, skew } = state;
  const { utc } = choices;
  const reading = useMemo<Reading | undefined>(
    () =>
      frame && {
        words: frame.words,
        locale: frame.locale,
        actions: new Map(frame.actions.map((action) => [action.id, action])),
        utc,
        skew,
      },
    [frame, utc, skew],
  );
  if (!frame || !reading) return <Skeleton rows={16} />;
  return (
    <ReadingContext.Provider value={reading}>
      <Panel model={model} state={state} />
    </ReadingContext.Provider>
  );
}

function Panel({ model, state }: { readonly model: PanelModel; readonly state: PanelState }) {
  const [menu, setMenu] = useState<MenuRequest>();
  const closeMenu = useMemo(() => () => setMenu(undefined), []);
  const list = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLElement>(null);
  const width = useWidth(top);
  const theme = useTheme();
  const { frame, choices, taken } = state;
  const side = width >= WIDE ? "beside" : "below";
  const { open } = choices;

  const close = useMemo(
    () => () => {
      model.choose({ open: undefined });
      list.current?.querySelector("table")?.focus();
    },
    [model],
  );

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && model.state.choices.open !== undefined) close();
      else if (event.key === "f" && (event.ctrlKey || event.metaKey)) {
        top.current?.querySelector<HTMLInputElement>("header input")?.select();
      } else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [model, close]);

  const lines = useLines(state);
  if (!frame) return null;
  return (
    <MenuContext.Provider value={setMenu}>
      <main class={`panel ${side}`} ref={top} aria-label={frame.title}>
        <Header model={model} state={state} frame={frame} lines={lines} />
        <ProblemStrip status={state.status} takenAt={taken?.at} onRetry={() => model.post({ type: "now" })} />
        <MissingStrip missing={taken?.missing ?? []} />
        <div class="panes">
          <div class="list" ref={list}>
            <MainTable model={model} state={state} frame={frame} lines={lines} />
          </div>
          {open === undefined ? null : (
            <Details
              sash={<Sash side={side} kept={vscode} />}
              key={open}
              row={state.store.byId.get(open)}
              message={state.details}
              theme={theme}
              onClose={close}
              onAction={(action, row) => model.post({ type: "action", action, row })}
            />
          )}
        </div>
        <Announcer state={state} />
        {menu ? <Menu menu={menu} onClose={closeMenu} /> : null}
      </main>
    </MenuContext.Provider>
  );
}
