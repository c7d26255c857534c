/** Whether somebody is there who could answer, asked just before a person is offered. */

import type { Guard } from "../../guard";
import type { Natives } from "../../natives";
import type { Options } from "../../options";
import { Form } from "../../wire";

const PATIENCE = 4000; // ms; later than this the moment has passed

interface Line {
  line: string;
  open: boolean;
  agents: number;
}

/** Resolves when the offer can be kept, and rejects when nobody could be reached. */
export async function ready(form: Form, port: { guard: Guard; natives: Natives; options: Options }): Promise<void> {
  if (form !== Form.Person) return;
  const { natives, options } = port;
  const answer = await natives.fetch(`${options.edge}/v1/${options.site}/presence`, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`presence answered ${answer.status}`);
  const { lines } = natives.JSON.parse(await answer.text()) as { lines: Line[] };
  if (!lines.some((l) => l.line === options.line && l.open === true && l.agents > 0)) throw new Error("nobody is there");
}
