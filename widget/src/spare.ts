/**
 * The chunk of what few pages need: a delta from the bundle that an earlier
 * page kept, the successor of a root key, an article where the engine cannot
 * run, advice about a misspelt option. The shell loads it at that moment, see effects/spare.ts.
 */

export { readArticle } from "./effects/article";
export { applyDelta } from "./effects/delta";
export { follow } from "./effects/roots";
export { unknownOption } from "./spelling";
