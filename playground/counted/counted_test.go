package counted

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lamplight-help/lamplight/engine/journey"
	"github.com/lamplight-help/lamplight/engine/policy/counts"
	"github.com/lamplight-help/lamplight/engine/wire"
)

const pages = `{"days":[{"day":1,"counts":{"shown:pay/card#callout":80,"helped:pay/card#callout":60,"through:pay/card#callout":60,
	"held:pay/card#callout":40,"heldthrough:pay/card#callout":10,"answered:pay/card":7,"shown:old":5,"shown:x#other":5,"place:/pay:stuck":3}}],"more":true}
{"days":[{"day":2,"counts":{"shown:pay/card#callout":20,"shown:#chat":8,"helped:#chat":9,"missing:#person":4}}]}`

func TestReadAddsDaysUp(t *testing.T) {
	c, err := Read(strings.NewReader(pages))
	if err != nil {
		t.Fatal(err)
	}
	want := Fate{Shown: 100, Helped: 60, Through: 60, Held: 40, HeldThrough: 10}
	if got := c[Offer{"pay/card", wire.FormCallout}]; got == nil || *got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	table, rest, err := counts.Cut(c.Record())
	if err != nil || len(rest) != 0 || table.Len() != 2 {
		t.Fatalf("%d entries, %d bytes left, %v", table.Len(), len(rest), err)
	}
	if got := table.Of(journey.Hash("pay/card"), wire.FormCallout); got != (counts.Past{Shown: 100, Helped: 60}) {
		t.Errorf("the record says %+v", got)
	}
	if got := table.Of(journey.Hash(""), wire.FormChat); got != (counts.Past{Shown: 8, Helped: 8}) {
		t.Errorf("of the chat it says %+v", got)
	}
	if _, err := Read(strings.NewReader(`{"days":`)); err == nil {
		t.Error("half a page is no error")
	}
}

// TestEffect wants the difference of the groups, and no figure without both.
func TestEffect(t *testing.T) {
	c, _ := Read(strings.NewReader(pages))
	list, all := c.Effects()
	e := list[0]
	if e.Label() != "pay/card#callout" || math.Abs(e.Uplift-0.35) > 1e-9 || e.Low < 0.15 || e.High > 0.53 || e.Low > e.Uplift || e.High < e.Uplift {
		t.Errorf("%+v", e)
	}
	if all.Shown != 108 || all.Held != 40 || !all.Known || list[1].Known {
		t.Errorf("all %+v, chat known %v", all.Fate, list[1].Known)
	}
	var out bytes.Buffer
	c.Print(&out)
	if want := "pay/card\tcallout\t100\t60\t60\t40\t10\t+0.350\t"; !strings.Contains(out.String(), want) || !strings.Contains(out.String(), "\nall\tall\t108\t") {
		t.Errorf("printed\n%s", &out)
	}
}

// TestRecordIsBounded wants the most shown of too many, sorted and small.
func TestRecordIsBounded(t *testing.T) {
	c := Counted{}
	for i := range 5000 {
		c.add(fmt.Sprintf("shown:article-%d#callout", i), int64(i+1))
	}
	record := c.Record()
	table, _, err := counts.Cut(record)
	if err != nil || table.Len() != counts.Most || len(record) > 20_000 {
		t.Fatalf("%d entries in %d bytes, %v", table.Len(), len(record), err)
	}
	if table.Of(journey.Hash("article-4999"), wire.FormCallout).Shown != 5000 || table.Of(journey.Hash("article-10"), wire.FormCallout).Shown != 0 {
		t.Error("not the most shown were kept")
	}
	if !bytes.Equal(record, c.Record()) {
		t.Error("two records of one count differ")
	}
}

func TestAskFollowsThePages(t *testing.T) {
	var asked []string
	var raw bytes.Buffer
	answers := strings.Split(pages, "\n{")
	c, err := Ask(0, &raw, func(q string) ([]byte, error) {
		asked = append(asked, q)
		if len(asked) == 1 {
			return []byte(answers[0]), nil
		}
		return []byte("{" + answers[1]), nil
	})
	if err != nil || strings.Join(asked, " ") != "after=0 after=1" || len(c) != 3 {
		t.Errorf("asked %v, %d offers, %v", asked, len(c), err)
	}
	if again, err := Read(&raw); err != nil || len(again) != len(c) {
		t.Errorf("what was kept is not what was read: %v", err)
	}
}
