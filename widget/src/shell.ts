/**
 * The chunk that comes when the page is idle: what runs the engine, fetches
 * knowledge, and draws the launcher. What happens before it is there waits in
 * the stage.
 */

export { readArticles } from "./effects/articles";
export { loadCore } from "./effects/core";
export { createKnowledge } from "./effects/knowledge";
export { advise, readArticle } from "./effects/spare";
export { createTallies } from "./effects/tallies";
export { createHost } from "./view/host";
export { createLauncher } from "./view/launcher";
