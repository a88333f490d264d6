/**
 * A list of which only the lines in sight are elements: a hundred thousand open at once. One line is chosen by mouse or
 * arrows, and told to a screen reader.
 */
import { element } from "./element.js";

export type VirtualList = {
  readonly root: HTMLElement;
  /** Shows others, the first one chosen, or none. */
  show(count: number, chosen?: number): void;
  /** Draws what is in sight again. */
  redraw(): void;
  choose(index: number): void;
  /** All lines as elements, up to so many: for paper. */
  unfold(most: number): void;
  fold(): void;
};

type ListOptions = {
  readonly label: string;
  readonly rowPx: number;
  readonly draw: (index: number) => HTMLElement;
  readonly onChoose: (index: number) => void;
};

const MARGIN = 8;
let lists = 0;

export function createVirtualList({ label, rowPx, draw, onChoose }: ListOptions): VirtualList {
  const id = `list-${++lists}`;
  const inner = element("div", { class: "inner", role: "presentation" });
  const root = element("div", { class: "list", role: "listbox", tabindex: "0", "aria-label": label }, inner);
  let count = 0;
  let chosen = -1;
  let first = 0;
  let last = -1;
  let isUnfolded = false;

  function line(index: number): HTMLElement {
    const made = draw(index);
    made.id = `${id}-${index}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", String(index === chosen));
    made.setAttribute("aria-setsize", String(count));
    made.setAttribute("aria-posinset", String(index + 1));
    made.addEventListener("click", () => choose(index));
    if (isUnfolded) made.style.height = "";
    else made.style.top = `${index * rowPx}px`;
    return made;
  }

  function fill(): void {
    inner.replaceChildren(
      ...Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => line(first + at)),
    );
    if (chosen >= first && chosen <= last) root.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    else root.removeAttribute("aria-activedescendant");
  }

  function scrolled(): void {
    if (isUnfolded) return;
    const from = Math.max(0, Math.floor(root.scrollTop / rowPx) - MARGIN);
    const until = Math.min(count - 1, Math.ceil((root.scrollTop + root.clientHeight) / rowPx) + MARGIN);
    if (from === first && until === last) return;
    [first, last] = [from, until];
    fill();
  }

  function refill(): void {
    last = -2;
    scrolled();
  }

  function choose(index: number): void {
    if (count === 0) return;
    chosen = Math.min(Math.max(index, 0), count - 1);
    const top = chosen * rowPx;
    if (top < root.scrollTop) root.scrollTop = top;
    else if (top + rowPx > root.scrollTop + root.clientHeight)
      root.scrollTop = top + rowPx - root.clientHeight;
    refill();
    onChoose(chosen);
  }

  root.addEventListener("scroll", scrolled, { passive: true });
  root.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(root.clientHeight / rowPx) - 1);
    const to: { readonly [key: string]: number } = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: count - 1,
      Enter: chosen,
    };
    const index = to[event.key];
    if (index === undefined) return;
    event.preventDefault();
    choose(index);
  });
  new ResizeObserver(() => scrolled()).observe(root);

  return {
    root,
    show(rows, first = -1) {
      count = rows;
      chosen = first;
      inner.style.height = `${rows * rowPx}px`;
      root.scrollTop = Math.max(0, first * rowPx - root.clientHeight / 3);
      refill();
    },
    redraw: refill,
    choose,
    unfold(most) {
      isUnfolded = true;
      inner.classList.add("unfolded");
      inner.style.height = "";
      [first, last] = [0, Math.min(count, most) - 1];
      fill();
    },
    fold() {
      isUnfolded = false;
      inner.classList.remove("unfolded");
      inner.style.height = `${count * rowPx}px`;
      refill();
    },
  };
}
