/** Drawings of the chat. */

const draw = (...paths: string[]) => () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">{paths.map((d) => <path key={d} d={d} />)}</svg>
);

export const Close = draw("M6 6l12 12", "M18 6L6 18");
export const Next = draw("M9 6l6 6-6 6");
export const Send = draw("M12 19V5", "M6 11l6-6 6 6");
export const Person = draw("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M5 20.5c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5");
export const Lamp = draw("M12 3v3", "M5 15a7 7 0 0 1 14 0z", "M10 15a2 2 0 0 0 4 0", "M4.5 20.5h15");
export const Warn = draw("M12 8v5", "M12 16.5v.01", "M12 3l9.5 17h-19z");
export const Up = draw("M7 11v9H4v-9z", "M7 11l4-8c1.700 2 .8 3.600 1.300 6H18a2 2 0 0 1 2 2.300l-1.200 6.900A2 2 0 0 1 16.800 20H7");
export const Down = draw("M7 13V4H4v9z", "M7 13l4 8c1.700 0 2.300-1.300 2-3l-.700-3H18a2 2 0 0 0 2-2.300l-1.200-6.900A2 2 0 0 0 16.800 4H7");
