// Constants that the build puts in the place of these names, see web.go.

/** Where a part of this build is, and the hash that it must have. */
interface LamplightAsset {
  /** File name, relative to the address of lamplight.js. */
  readonly url: string;
  /** SHA-256 of the whole file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** The engine. A "go" engine asks for WASI functions, a "tinygo" one for nothing. */
declare const __ENGINE__: LamplightAsset & { readonly flavour: "tinygo" | "go" };

/** What seals and opens messages; loaded when somebody asks for a person. Same flavours. */
declare const __SEAL__: LamplightAsset;

/** What runs the engine and fetches knowledge, an ES module. Only the loader knows this name. */
declare const __SHELL__: LamplightAsset;

/** What few pages need: deltas, new roots, articles without the engine. */
declare const __SPARE__: LamplightAsset;

/** Answers in words by a language model. */
declare const __ANSWER__: LamplightAsset;

/** The conversation with a person, drawn inside the panel. */
declare const __PERSON__: LamplightAsset;

/** The chat or a person, offered unasked. */
declare const __OFFER__: LamplightAsset;

/** Tasks, drawn inside the panel. */
declare const __TASK__: LamplightAsset;

/** The chat panel, an ES module. Only the loader (main.ts) knows this name. */
declare const __PANEL__: LamplightAsset;

/** Names the sources of the engine, 16 hexadecimal digits. */
declare const __BUILD__: string;

/** Styles and drawings are bundled as text. */
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.svg" {
  const text: string;
  export default text;
}
