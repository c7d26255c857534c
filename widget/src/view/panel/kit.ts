/**
 * Preact, lent by the panel. Chunks that draw inside the panel are built with
 * this module in the place of preact (widget/build/web.go), so that preact
 * comes once, and hooks of a borrowed component find the panel that draws it.
 */

import type * as Hooks from "preact/hooks";
import type * as Runtime from "preact/jsx-runtime";

export type Kit = Pick<typeof Hooks, "useEffect" | "useLayoutEffect" | "useRef" | "useState"> &
  Pick<typeof Runtime, "jsx" | "jsxs" | "Fragment">;

export let jsx: Kit["jsx"];
export let jsxs: Kit["jsxs"];
export let Fragment: Kit["Fragment"];
export let useEffect: Kit["useEffect"];
export let useLayoutEffect: Kit["useLayoutEffect"];
export let useRef: Kit["useRef"];
export let useState: Kit["useState"];

/** A chunk calls this first. */
export function borrow(kit: Kit): void {
  ({ jsx, jsxs, Fragment, useEffect, useLayoutEffect, useRef, useState } = kit);
}
