/**
 * The chunk that draws: tips and chat. Loaded when the first of them is
 * needed, and handed everything it uses.
 */

import type { Port, Views } from "./view/port";
import { createDesk } from "./view/panel/desk";
import { type Tips, createTips } from "./view/tips";

export function start(port: Port): Views {
  const shown = new Map<string, { at: number; form: number; title: string }>();
  const desk = createDesk({ ...port, opened: (open) => (tips.aside(open), port.opened(open)) }, shown);
  const tips: Tips = createTips({
    ...port,
    read: (article) => desk.read(article),
    person: () => desk.person(),
    articleById: (id) => desk.articleById(id),
  });
  return {
    show(c) {
      shown.set(c.id, { at: Date.now(), form: c.form, title: c.title });
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
