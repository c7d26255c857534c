/** Drawings of files and voices. */

const draw = (...paths: string[]) => () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">{paths.map((d) => <path key={d} d={d} />)}</svg>
);

export const Clip = draw("M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a1.500 1.500 0 0 1-2-2L15 8");
export const Mic = draw("M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3z", "M6 11.500a6 6 0 0 0 12 0", "M12 17.500V21");
export const Play = draw("M8 5l11 7-11 7z");
export const Square = draw("M7 7h10v10H7z");
