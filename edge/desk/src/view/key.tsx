import { useSignal } from "@preact/signals";
import { fingerprint, keyState, look, makeKey, trouble } from "../seal";
import { say } from "../words";

/** One line above the columns while sealed conversations cannot be opened here, with what to do about it. */
export function KeyNotice() {
  const busy = useSignal(false);
  const state = keyState.value;
  if (state === "off" || state === "ready") return null;
  const make = async (seed?: Uint8Array<ArrayBuffer>) => {
    busy.value = true;
    await makeKey(seed).catch((error) => (trouble.value = String(error)));
    busy.value = false;
  };
  const load = async (e: Event) => {
    const file = (e.currentTarget as HTMLInputElement).files?.[0];
    const text = /[0-9a-f]{64}/.exec((await file?.text()) ?? "")?.[0];
    if (text) await make(Uint8Array.from(text.match(/../g)!, (pair) => parseInt(pair, 16)));
  };
  return (
    <div class="notice key-notice" role="status">
      {state === "none" && <>
        <span>{say("key.none")}</span>
        <button type="button" class="primary" disabled={busy.value} onClick={() => void make()}>{say("key.make")}</button>
        <label class="quiet">{say("key.load")} <input type="file" class="hidden" onChange={(e) => void load(e)} /></label>
      </>}
      {state === "waiting" && <>
        <span>{say("key.waiting")} <code>{fingerprint.value}</code></span>
        <button type="button" onClick={() => void look()}>{say("key.look")}</button>
      </>}
      {state === "failed" && <>
        <span>{say("key.failed", { why: trouble.value })}</span>
        <button type="button" onClick={() => void look()}>{say("again")}</button>
      </>}
    </div>
  );
}
