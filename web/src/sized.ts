/** Pictures are drawn for the width they have: on the screen, after a change of its size, and on paper. */

const PAPER = "paper";
const drawn = new Map<HTMLElement, () => void>();

/** Draw now and whenever the width changes. */
export function whenSized(element: HTMLElement, draw: () => void): void {
  let width = -1;
  const check = () => {
    if (!element.isConnected || element.clientWidth === width || element.clientWidth === 0) return;
    width = element.clientWidth;
    draw();
  };
  drawn.set(element, check);
  new ResizeObserver(check).observe(element);
}

/** Before printing the page takes the width of the paper, and all pictures with it; afterwards that of the screen. */
export function followPaper(onChange: () => void): void {
  const turn = (isPaper: boolean) => {
    document.documentElement.classList.toggle(PAPER, isPaper);
    for (const [element, check] of drawn) {
      if (element.isConnected) check();
      else drawn.delete(element);
    }
    onChange();
  };
  addEventListener("beforeprint", () => turn(true));
  addEventListener("afterprint", () => turn(false));
}

export const isPaper = (): boolean => document.documentElement.classList.contains(PAPER);
