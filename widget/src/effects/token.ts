/**
 * Blind tokens, where a site asks anonymous visitors for one with every
 * question (edge/token.go). A few are fetched at once and kept; which of them
 * is spent tells the edge nothing about when it was fetched.
 */

import { Op, type SealModule, random, toBase64Url } from "../seal/module";
import type { Natives } from "../natives";
import { type Directory, Unreachable } from "../seal/directory";
import { type Store, fromBase64 } from "./store";

const INPUT = 32, RANDOM = 64, ELEMENT = 32, OUTPUT = 64; // bytes
const HASH = 16; // bytes, of a key in the directory
const WANTED = 5; // at a time

export interface Token {
  epoch: number;
  input: string;
  output: string;
}

interface Said {
  epoch: number;
  key: string;
  batch: number;
}

export interface TokenPort {
  natives: Natives;
  /** …/v1/SITE/ */
  base: string;
  store: Store;
  module(): Promise<SealModule>;
  directory(): Promise<Directory | undefined>;
}

/** Takes a token out of the store, after filling it where it is empty. Throws Unreachable, or that the edge lies. */
export async function takeToken(port: TokenPort): Promise<Token> {
  const { parse, stringify } = port.natives.JSON;
  const said = (await ask(port, "tokens")) as Said;
  const kept = (parse(port.store.get("tokens") || "[]") as Token[]).filter((t) => t.epoch >= said.epoch - 1);
  const list = kept.length ? kept : await fetchTokens(port, said);
  const token = list.pop()!;
  port.store.set("tokens", stringify(list));
  return token;
}

async function fetchTokens(port: TokenPort, said: Said): Promise<Token[]> {
  // Everybody must have the same key, or it would mark this visitor. Where the site has signed none, it at least stays the same here.
  await committed(said, await port.directory());
  const slot = `${said.epoch} ${said.key}`, before = port.store.get("token-key");
  if (before.startsWith(said.epoch + " ") && before !== slot) throw new Error("the edge has another token key for the same epoch");
  port.store.set("token-key", slot);
  const m = await port.module();
  const n = Math.min(WANTED, said.batch);
  const inputs = random(n * INPUT), blinds = new Uint8Array(n * ELEMENT), blinded = new Uint8Array(n * ELEMENT);
  for (let i = 0; i < n; i++) {
    const pair = m.call(Op.Blind, part(inputs, i), random(RANDOM));
    blinds.set(pair.subarray(0, ELEMENT), i * ELEMENT);
    blinded.set(pair.subarray(ELEMENT), i * ELEMENT);
  }
  const names = Array.from({ length: n }, (_, i) => toBase64Url(part(blinded, i)));
  const answer = (await ask(port, "tokens", { epoch: said.epoch, blinded: names })) as { evaluated: string[]; proof: string };
  const evaluated = new Uint8Array(answer.evaluated.length * ELEMENT);
  answer.evaluated.forEach((text, i) => evaluated.set(fromBase64(text).subarray(0, ELEMENT), i * ELEMENT));
  const outputs = m.call(Op.Finalize, fromBase64(said.key), fromBase64(answer.proof), inputs, blinds, blinded, evaluated);
  return names.map((_, i) => ({
    epoch: said.epoch, input: toBase64Url(part(inputs, i)), output: toBase64Url(outputs.subarray(i * OUTPUT, (i + 1) * OUTPUT)),
  }));
}

/** Throws when the site has signed other keys. */
async function committed(said: Said, d: Directory | undefined): Promise<void> {
  if (!d?.tokens) return;
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", fromBase64(said.key))).subarray(0, HASH);
  const at = (said.epoch - d.tokens.epoch) * HASH, signed = fromBase64(d.tokens.keys).subarray(Math.max(at, 0), at + HASH);
  if (signed.length !== HASH || sum.some((b, i) => b !== signed[i])) throw new Error("the token key is not the one that this site has signed");
}

const part = (b: Uint8Array, i: number): Uint8Array => b.subarray(i * ELEMENT, (i + 1) * ELEMENT);

async function ask(port: TokenPort, path: string, body?: object): Promise<unknown> {
  const init: RequestInit = { credentials: "omit" };
  if (body) Object.assign(init, { method: "POST", body: port.natives.JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  const answer = await port.natives.fetch(port.base + path, init).catch((e) => {
    throw new Unreachable(String(e));
  });
  if (!answer.ok) throw new Unreachable(`${path} answered ${answer.status}`);
  return answer.json();
}
