/**
 * The chunk that draws: tips and chat. Loaded when the first of them is
 * needed, and handed everything it uses.
 */

import type { Port, Views } from "./view/port";
import { createDesk } from "./view/panel/desk";
import type { ShownTip } from "./view/panel/person";
import { createRing, follow } from "./view/ring";
import { CommandKind } from "./wire";
import { type Tips, createTips } from "./view/tips";

export function start(port: Port): Views {
  const media = (ref: string): string => {
    const hash = /^media:([0-9a-f]{64})$/.exec(ref)?.[1];
    return hash ? `${port.options.edge}/v1/${port.options.site}/bundle/${hash}` : /^https:/.test(ref) ? ref : "";
  };
  const point = createRing(port);
  const shown = new Map<string, ShownTip>();
  const desk = createDesk({ ...port, media, point, follow: (help, told) => follow(port, help, told), opened: (open) => (tips.aside(open), port.opened(open)) }, shown);
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
    take(c) {
      switch (c.command) {
        case CommandKind.Show:
          if (c.id) shown.set(c.id, { at: Date.now(), form: c.form, title: c.title });
          return tips.show(c);
        case CommandKind.Hide:
          return tips.hide(c);
        case CommandKind.Turn:
          return desk.turn(c);
        case CommandKind.Suggest:
          return desk.suggest(c);
        case CommandKind.Context:
          return desk.context(c);
        case CommandKind.Escalate:
          return desk.escalate(c.agreed);
        case CommandKind.Move:
          return desk.move(c);
      }
    },
    open: () => desk.open(),
    close: () => desk.close(),
    ask: (question) => desk.ask(question),
  };
}
