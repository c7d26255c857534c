/** Whether a person can see the button that was pressed: it is there, opaque, and nothing lies over it. */
export function seen(button: HTMLElement): boolean {
  const host = (button.getRootNode() as ShadowRoot).host;
  const r = button.getBoundingClientRect();
  const over = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  for (let el: Element | null = host; el; el = el.parentElement) {
    const style = getComputedStyle(el);
    if (Number(style.opacity) < 0.9 || style.visibility === "hidden" || style.filter.includes("opacity")) return false;
  }
  return r.width > 20 && r.height > 15 && over === host;
}
