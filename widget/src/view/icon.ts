/** Drawings, made of elements: there is no markup anywhere to be parsed. */

const ns = "http://www.w3.org/2000/svg";

export function icon(...paths: string[]): SVGSVGElement {
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(ns, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** A lamp over a table. */
export const lamp = (): SVGSVGElement => icon("M12 3v3", "M5 15a7 7 0 0 1 14 0z", "M10 15a2 2 0 0 0 4 0", "M4.5 20.5h15");
