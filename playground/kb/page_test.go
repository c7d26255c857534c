package kb

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// reads is a page in Node: it takes each head of the vectors and says whether
// the page went on to fetch the bundle.
const reads = `
import { createKnowledge } from "./knowledge.mjs";
import { applyDelta } from "./delta.mjs";
import fs from "node:fs";
const v = JSON.parse(fs.readFileSync(process.argv[2]));
Date.now = () => v.now;
const out = {};
for (const c of v.heads) {
  let asked = false;
  const fetch = async (url) => {
    if (url.endsWith("/head")) return new Response(JSON.stringify(c.envelope));
    asked = true;
    return new Response("", { status: 404 });
  };
  const page = createKnowledge({ natives: { fetch, JSON }, edge: "https://edge.example", site: v.site, key: v.keys[0], store: { get: (k) => (k === "version" ? String(c.seen) : ""), set() {} } });
  await page.fetch("en").catch(() => {});
  out[c.name] = asked;
}
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64url"));
const result = bytes(v.delta.Result);
out.delta = Buffer.compare(applyDelta(bytes(v.delta.Base), bytes(v.delta.Delta), result.length), result) === 0;
console.log(JSON.stringify(out));
`

// TestPageReadsHeadsAsTheReferenceDoes runs the page's own reader against
// the vectors of edge/publish.
func TestPageReadsHeadsAsTheReferenceDoes(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("node is missing")
		}
		t.Skip("SKIPPED: node is missing, so the page's reader is not compared with the reference")
	}
	dir := t.TempDir()
	for _, name := range []string{"knowledge", "delta"} {
		built := api.Build(api.BuildOptions{EntryPoints: []string{"../../widget/src/effects/" + name + ".ts"}, Bundle: true, Format: api.FormatESModule})
		if len(built.Errors) > 0 {
			t.Fatal(built.Errors)
		}
		write(t, filepath.Join(dir, name+".mjs"), string(built.OutputFiles[0].Contents))
	}
	write(t, filepath.Join(dir, "read.mjs"), reads)
	vectors, err := filepath.Abs("../../edge/publish/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, filepath.Join(dir, "read.mjs"), vectors)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	took := map[string]bool{}
	if err := json.Unmarshal(out, &took); err != nil {
		t.Fatal(err)
	}
	if !took["delta"] {
		t.Error("the page makes something else of the delta")
	}
	raw, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Heads []struct{ Name, Want string } }
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for _, h := range v.Heads {
		if want := h.Want == "good" || h.Want == "stale"; took[h.Name] != want {
			t.Errorf("%s (%s): the page went on: %t", h.Name, h.Want, took[h.Name])
		}
	}
}
