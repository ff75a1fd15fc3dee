import { createContext } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { hasIcon, Icon } from "./icons";

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  readonly onPick: () => void;
}

export interface MenuRequest {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** pixels in the window: where its upper left corner goes, if there is room */
  readonly x: number;
  readonly y: number;
  /** what gets the focus back */
  readonly from: HTMLElement | null;
}

/** Opens a menu over everything. */
export const MenuContext = createContext<(menu: MenuRequest) => void>(() => undefined);
export const useMenu = () => useContext(MenuContext);

export function Menu({ menu, onClose }: { readonly menu: MenuRequest; readonly onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(0, Math.min(menu.x, window.innerWidth - width - 4))}px`;
    element.style.top = `${Math.max(0, Math.min(menu.y, window.innerHeight - height - 4))}px`;
    element.querySelector("button")?.focus();
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && element.contains(event.target))) onClose();
    };
    window.addEventListener("pointerdown", outside, true);
    window.addEventListener("blur", onClose);
    window.addEventListener("resize", onClose);
    return () => {
      window.removeEventListener("pointerdown", outside, true);
      window.removeEventListener("blur", onClose);
      window.removeEventListener("resize", onClose);
    };
  }, [menu, onClose]);

  const leave = () => {
    onClose();
    menu.from?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(box.current?.querySelectorAll("button") ?? [])];
    const at = document.activeElement instanceof HTMLButtonElement ? items.indexOf(document.activeElement) : -1;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) items.at(next % items.length)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="menu" role="menu" aria-label={menu.label} ref={box} tabIndex={-1} onKeyDown={onKeyDown}>
      {menu.items.map(({ id, label, icon, onPick }) => (
        <button
          key={id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            leave();
            onPick();
          }}
        >
          {icon && hasIcon(icon) ? <Icon name={icon} /> : <span class="icon" />}
          {label}
        </button>
      ))}
    </div>
  );
}
