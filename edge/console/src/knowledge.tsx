import { language, when } from "../../desk/src/language";
import { head } from "./data";
import { say } from "./words";

/** What is published, by language. */
export function Knowledge() {
  const h = head.value;
  const stale = h && h.expires < Date.now();
  return (
    <section class="card" aria-labelledby="knowledge">
      <h2 id="knowledge">{say("knowledge")}</h2>
      {!h && <p class="help">{say("knowledge.none")}</p>}
      {h && (
        <>
          <p class="facts">
            <b>{say("knowledge.version", { n: h.version })}</b>
            <span>{say("knowledge.issued", { when: when(h.issued) })}</span>
            <span class={stale ? "warn" : ""}>{say(stale ? "knowledge.stale" : "knowledge.expires", { when: when(h.expires) })}</span>
          </p>
          <table>
            <thead><tr><th>{say("locale")}</th><th class="number">{say("articles")}</th><th class="number">{say("size")}</th><th>{say("hash")}</th></tr></thead>
            <tbody>
              {Object.entries(h.bundles).map(([tag, b]) => (
                <tr key={tag}>
                  <td>{name(tag)}</td>
                  <td class="number">{b.articles}</td>
                  <td class="number">{kilobytes(b.size)}</td>
                  <td><code title={b.hash}>{b.hash.slice(0, 12)}</code></td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function name(tag: string): string {
  return new Intl.DisplayNames(language.value, { type: "language" }).of(tag) ?? tag;
}

function kilobytes(bytes: number): string {
  return new Intl.NumberFormat(language.value, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(bytes / 1024);
}
