import { SEED, random } from "../../../widget/src/seal/module";

// The agent's own key lies in this browser and nowhere else. On disk it is
// encrypted under a key that the browser does not hand out, so a copy of the
// files alone opens nothing. Clearing the browser's data loses it; then a new
// one is made and added, and everything can be read again.

interface Kept {
  lock: CryptoKey;
  iv: Uint8Array<ArrayBuffer>;
  seed: ArrayBuffer;
}

const store = "key";

function run<T>(site: string, mode: IDBTransactionMode, ask: (s: IDBObjectStore) => IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open(`lamplight-desk-${site}`, 1);
    open.onupgradeneeded = () => open.result.createObjectStore(store);
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const t = open.result.transaction(store, mode);
      const request = ask(t.objectStore(store));
      t.oncomplete = () => (open.result.close(), resolve(request.result as T));
      t.onabort = () => (open.result.close(), reject(t.error));
    };
  });
}

/** The agent's seed, undefined where there is none yet. */
export async function myKey(site: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const kept = await run<Kept | undefined>(site, "readonly", (s) => s.get(store));
  if (!kept) return undefined;
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, kept.lock, kept.seed));
}

/** Makes a key, or takes one that a file brought, and keeps it. */
export async function keepKey(site: string, seed: Uint8Array<ArrayBuffer> = random(SEED)): Promise<Uint8Array<ArrayBuffer>> {
  if (seed.length !== SEED) throw new Error("a key has 32 bytes");
  const lock = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = random(12);
  const kept: Kept = { lock, iv, seed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, lock, seed) };
  await run(site, "readwrite", (s) => s.put(kept, store));
  return seed;
}
