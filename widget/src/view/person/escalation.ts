/** The body of an escalation: the question, and of the context exactly what was agreed to. */

import { Cause, type Context } from "../../wire";
import type { Agreed } from "../panel/actions";
import type { PersonPort } from "../panel/person";

/** Names of the signals as the desk knows them. */
const kinds: Partial<Record<Cause, string>> = {
  [Cause.RageClick]: "rage-click", [Cause.DeadClick]: "dead-click", [Cause.SlowResponse]: "slow-response",
  [Cause.ErrorClick]: "error-click", [Cause.DeadSwipe]: "dead-swipe", [Cause.Thrash]: "thrash",
  [Cause.RepeatedInvalid]: "repeated-invalid", [Cause.Rewrite]: "rewrite", [Cause.Hesitation]: "hesitation",
  [Cause.Reenter]: "reenter", [Cause.Loop]: "loop", [Cause.QuickBack]: "quick-back", [Cause.ScrollHunt]: "scroll-hunt",
  [Cause.SeekHelp]: "seek-help", [Cause.Reload]: "reload", [Cause.Zoom]: "zoom", [Cause.Idle]: "idle",
  [Cause.DisabledPressed]: "disabled-pressed", [Cause.SystemFailure]: "system-failure", [Cause.Abandon]: "abandon",
  [Cause.Switching]: "switching",
};

const forms = ["", "beacon", "hint", "callout", "card", "chat", "person"];

interface Trace {
  at: number;
  kind: string;
  label: string;
  detail?: string;
}

const cut = (s: string, n = 200): string => Array.from(s).slice(0, n).join("");

export function escalationBody(c: Context, agreed: Agreed, port: PersonPort): Record<string, unknown> & { question: string } {
  const wall = (at: number): number => port.wall + at;
  const last = c.visits[c.visits.length - 1];
  const context: Record<string, unknown> = { page: agreed.steps && last ? last.route : "" };
  if (agreed.steps) {
    context.steps = c.visits.slice(-100).map((v): Trace => ({ at: wall(v.at), kind: "view", label: cut(v.title || v.route), detail: cut(v.route) }));
  }
  if (agreed.signals) {
    context.signals = c.signals.slice(-20).map((s): Trace => ({
      at: wall(s.at), kind: kinds[s.cause] ?? `signal-${s.cause}`, label: cut(s.name || port.thing()), ...(s.count > 1 ? { detail: `×${s.count}` } : {}),
    }));
  }
  if (agreed.shown) {
    context.shown = c.shown.slice(-20).map((id): Trace => {
      const tip = port.tips.get(id);
      return { at: tip?.at ?? Date.now(), kind: tip ? forms[tip.form]! : "answer", label: cut(tip?.title ?? port.titleOf(id)), detail: cut(id) };
    });
  }
  const any = agreed.steps || agreed.signals || agreed.shown;
  return {
    question: cut(agreed.question, 4000), locale: c.locale || port.locale(), visitor: port.visitor(), line: port.options.line,
    ...(any ? { context } : {}),
  };
}
