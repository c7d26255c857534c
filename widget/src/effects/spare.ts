import type { Article } from "./article";

/** The chunk of what few pages need, loaded when the first of them does. */
export const spare = (): Promise<typeof import("../spare")> => import(new URL(__SPARE__.url, import.meta.url).href);

/** One article of a bundle with its whole answer, or undefined. */
export const readArticle = async (bundle: Uint8Array, id: string): Promise<Article | undefined> => (await spare()).readArticle(bundle, id);

/** Says what is wrong with options that are none. */
export async function advise(given: string[], warn: (sentence: string) => void): Promise<void> {
  try {
    for (const key of given) warn((await spare()).unknownOption(key));
  } catch {
    // Without advice, then.
  }
}
