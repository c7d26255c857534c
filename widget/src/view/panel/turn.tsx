/** One turn of the assistant, by kind. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { type Block, type Option, TurnKind } from "../../wire";
import { renderBlocks } from "../blocks";
import type { Actions } from "./actions";
import { Assisted } from "./answer";
import { Down, Next, Person, Up } from "./icons";
import { type Entry, type State, withPerson } from "./state";

interface Props {
  entry: Entry & { kind: "turn" };
  last: boolean;
  state: State;
  act: Actions;
}

export function TurnView({ entry, last, state, act }: Props) {
  const t = state.words;
  const { turn } = entry;
  const person = turn.person && last && !withPerson(state);
  switch (turn.kind) {
    case TurnKind.Answer:
      return (
        <article class="answer">
          <h3>{turn.title}</h3>
          <Blocks blocks={turn.blocks} act={act} title={turn.title} show={t.show_me} />
          {turn.task && last && state.tasks && <state.tasks.Start name={turn.task} state={state} />}
          <Rating entry={entry} state={state} act={act} />
          <Assisted turn={turn} rated={entry.rated} state={state} act={act} />
          {turn.options.length > 0 && last && <Options label={t.related} options={turn.options} act={act} />}
          {person && <AskPerson lead={t.person_offer} state={state} act={act} />}
        </article>
      );
    case TurnKind.Clarify:
      return (
        <div class="said">
          <p>{t.clarify}</p>
          <Options options={turn.options} act={act} />
          {last && <button class="quiet none" type="button" onClick={act.person}>{t.none_of_these}</button>}
        </div>
      );
    case TurnKind.Unknown:
      return (
        <div class="said">
          <p>{t.unknown}</p>
          {person && <AskPerson lead={t.offer} state={state} act={act} note />}
          {turn.options.length > 0 && <Options label={t.unknown_near} options={turn.options} act={act} />}
          <Assisted turn={turn} state={state} act={act} />
        </div>
      );
    default: {
      const text = fixed(turn.kind, entry.rated, state);
      return text ? (
        <div class="said">
          <p>{text}</p>
          {turn.options.length > 0 && <Options options={turn.options} act={act} />}
          {person && <AskPerson state={state} act={act} />}
        </div>
      ) : null;
    }
  }
}

/** The turns that say nothing but a sentence. */
function fixed(kind: TurnKind, helped: boolean | undefined, state: State): string {
  const t = state.words;
  switch (kind) {
    case TurnKind.Offer:
      return t.offer;
    case TurnKind.Greet:
      return t.greet;
    case TurnKind.Thanks:
      return t.thanks;
    case TurnKind.Rated:
      return helped ? t.rated_yes : t.rated_no;
    case TurnKind.Declined:
      return t.declined;
    case TurnKind.Handed:
      return "";
    default:
      return "";
  }
}

export function Options({ label, options, act }: { label?: string; options: Option[]; act: Actions }) {
  return (
    <>
      {label && <p class="label">{label}</p>}
      <ul class="options">
        {options.map((o) => (
          <li key={o.id}><button type="button" onClick={() => act.choose(o)}><span>{o.title}</span><Next /></button></li>
        ))}
      </ul>
    </>
  );
}

function AskPerson({ lead, state, act, note }: { lead?: string; state: State; act: Actions; note?: boolean }) {
  return (
    <div class="ask-person">
      {lead && <p>{lead}</p>}
      <button class="plain" type="button" onClick={act.person}><Person />{state.words.ask_person}</button>
      {note && !state.noted && <button class="quiet" type="button" onClick={act.offerNote}>{state.words.leave_note}</button>}
    </div>
  );
}

function Rating({ entry, state, act }: Omit<Props, "last">) {
  const t = state.words;
  if (entry.rated !== undefined) return null;
  const rate = (helped: boolean) => () => act.rate(entry.turn.id, helped);
  return (
    <div class="rating" role="group" aria-label={t.helped}>
      <span>{t.helped}</span>
      <button class="icon" type="button" aria-label={t.yes} title={t.yes} onClick={rate(true)}><Up /></button>
      <button class="icon" type="button" aria-label={t.no} title={t.no} onClick={rate(false)}><Down /></button>
    </div>
  );
}

/** Blocks are drawn as plain elements, the same way as in a tip. With show, steps can be gone through in the page. */
export function Blocks({ blocks, act, title = "", show = "" }: { blocks: Block[]; act: Actions; title?: string; show?: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const tour = show ? { label: show, start: (steps: Block[]) => act.guide({ title, steps }) } : undefined;
    place.current?.replaceChildren(renderBlocks(blocks, { article: act.article, media: act.media, point: act.point, tour }));
  }, [blocks, show]);
  return <div ref={place} />;
}
