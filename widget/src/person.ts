/**
 * The chunk of the person: consent, the way of a question to the edge, and the
 * live conversation. Fetched ahead while the visitor reads in the panel, so
 * that it is there when the network is not.
 */

import { type Conversation, createConversation } from "./effects/conversation";
import { createOutbox } from "./effects/outbox";
import { createSealer } from "./effects/seal";
import { type Context, EventKind } from "./wire";
import type { Agreed } from "./view/panel/actions";
import { type Kit, borrow } from "./view/panel/kit";
import type { PersonParts, PersonPort } from "./view/panel/person";
import { Consent } from "./view/person/consent";
import { escalationBody } from "./view/person/escalation";
import { Note } from "./view/person/note";
import css from "./view/person/person.css";
import { createAttach } from "./view/person/attach";
import { createTalk, status } from "./view/person/talk";

export function start(kit: Kit, port: PersonPort): PersonParts {
  borrow(kit);
  const { guard, natives, options } = port;
  const conversation: Conversation = createConversation({
    guard, natives, edge: options.edge, site: options.site, outbox: createOutbox(options.site), sealer: createSealer(natives, options, port.store),
    changed: port.changedTalk,
    handed(id) {
      port.tell(EventKind.Handed);
      port.emit("escalated", { conversation: id });
    },
    said(m) {
      port.tell(EventKind.Said);
      port.emit("message", { seq: m.seq, role: m.role, name: m.name, text: m.text });
    },
  });
  return {
    Consent, Note, Talk: createTalk(conversation, guard), Attach: createAttach(guard, conversation), status, css, conversation,
    escalate: (context: Context, agreed: Agreed) =>
      conversation.escalate(escalationBody(context, agreed, port)),
  };
}
