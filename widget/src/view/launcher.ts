/** The button that opens the chat. It is all that a visitor sees who needs no help. */

import { page, tag } from "../dom";
import type { Guard } from "../guard";
import { launcher as labelEn, launcher_unread as unreadEn } from "../locale/en.json";
import { launcher as labelZh, launcher_unread as unreadZh } from "../locale/zh.json";
import { createHost, type Host } from "./host";
import { lamp } from "./icon";
import css from "./launcher.css";

export interface Launcher {
  host: Host;
  open(open: boolean): void;
  unread(n: number): void;
  locale(tag: string): void;
  focus(): void;
}

/** press is told whether a person pressed it, visible and in the flesh. */
export function createLauncher(guard: Guard, side: string, locale: string, press: () => void): Launcher {
  const host = createHost(guard, "launcher", css);
  const button = page.make("button") as HTMLButtonElement;
  const dot = page.make("i");
  let count = 0, zh = /^zh\b/i.test(locale);
  button.type = "button";
  button.dataset.side = side;
  dot.hidden = true;
  button.append(lamp(), dot);
  button.setAttribute("aria-haspopup", "dialog");
  host.root.append(button);
  guard.listen(button, "click", (e) => {
    if (e.isTrusted) press();
  }, {});

  function label(): void {
    const word = count ? (zh ? unreadZh : unreadEn) : zh ? labelZh : labelEn;
    button.setAttribute("aria-label", word);
    button.title = word;
    host.el.dir = page.root().dir === "rtl" ? "rtl" : "ltr";
  }
  /** Stays above a bar that the page keeps at its lower edge. */
  function lift(): void {
    const el = page.at(innerWidth - 46, innerHeight - 46);
    let bar: Element | null = el;
    while (bar && !/fixed|sticky/.test(getComputedStyle(bar).position)) bar = bar.parentElement;
    const box = bar && !tag(bar).startsWith("lamplight-") ? bar.getBoundingClientRect() : undefined;
    const low = box && box.height < 120 && box.width > innerWidth * 0.6 && box.bottom > innerHeight - 4;
    button.style.setProperty("--lift", low ? `${Math.round(box.height)}px` : "0px");
  }
  label();
  guard.after(800, lift);
  guard.listen(window, "resize", lift);
  return {
    host,
    open: (open) => button.setAttribute("aria-expanded", String(open)),
    unread: (n) => ((count = n), (dot.hidden = n === 0), label()),
    locale: (tag) => ((zh = /^zh\b/i.test(tag)), label()),
    focus: () => button.focus({ preventScroll: true }),
  };
}
