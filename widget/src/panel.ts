/**
 * The chunk that draws: tips and chat. Loaded when the first of them is
 * needed, and handed everything it uses.
 */

import type { Port, Views } from "./view/port";
import { createDesk } from "./view/panel/desk";
import type { ShownTip } from "./view/panel/person";
import { createRing } from "./view/ring";
import { type Tips, createTips } from "./view/tips";

export function start(port: Port): Views {
  const media = (ref: string): string => {
    const hash = /^media:([0-9a-f]{64})$/.exec(ref)?.[1];
    return hash ? `${port.options.edge}/v1/${port.options.site}/bundle/${hash}` : /^https:/.test(ref) ? ref : "";
  };
  const point = createRing(port);
  const shown = new Map<string, ShownTip>();
  const desk = createDesk({ ...port, media, point, opened: (open) => (tips.aside(open), port.opened(open)) }, shown);
  const tips: Tips = createTips({
    ...port,
    media,
    point,
    read: (_, id) => desk.read(id),
    person: () => desk.person(),
    chat: () => desk.open(),
    articleById: (id) => desk.articleById(id),
  });
  return {
    show(c) {
      if (c.id) shown.set(c.id, { at: Date.now(), form: c.form, title: c.title });
      tips.show(c);
    },
    hide: (c) => tips.hide(c),
    turn: (c) => desk.turn(c),
    suggest: (c) => desk.suggest(c),
    context: (c) => desk.context(c),
    escalate: (c) => desk.escalate(c.agreed),
    open: () => desk.open(),
    close: () => desk.close(),
    ask: (question) => desk.ask(question),
  };
}
