package dialogue

import (
	"github.com/lamplight-help/lamplight/engine/text"
	"github.com/lamplight-help/lamplight/engine/wire"
)

// dateFor reads the one day in the words.
func dateFor(s *wire.Slot, h Habits, words string) (string, wire.Trouble) {
	d, ok := readDate(words, h)
	if !ok {
		return "", wire.TroubleDate
	}
	if least, ok := readDate(s.Least, Habits{}); ok && d.before(least) {
		return "", wire.TroubleEarly
	}
	if most, ok := readDate(s.Most, Habits{}); ok && most.before(d) {
		return "", wire.TroubleLate
	}
	return d.iso(), wire.TroubleNone
}

// date is a day of the Gregorian calendar.
type date struct{ year, month, day int32 }

func (d date) before(o date) bool {
	if d.year != o.year {
		return d.year < o.year
	}
	return d.month < o.month || d.month == o.month && d.day < o.day
}

// iso writes 2026-11-21.
func (d date) iso() string {
	b := make([]byte, 0, 10)
	for _, f := range [...]int32{d.year / 100, d.year % 100, d.month, d.day} {
		if len(b) >= 4 {
			b = append(b, '-')
		}
		b = append(b, byte('0'+f/10), byte('0'+f%10))
	}
	return string(b)
}

// valid checks the day against its month. Years have four digits.
func (d date) valid() bool {
	if d.year < 1000 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 {
		return false
	}
	days := [...]int32{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[d.month-1]
	if d.month == 2 && d.year%4 == 0 && (d.year%100 != 0 || d.year%400 == 0) {
		days = 29
	}
	return d.day <= days
}

// dayOf turns days since 1970 into a date (Howard Hinnant's civil_from_days).
func dayOf(days int32) date {
	z := days + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := date{yoe + era*400, mp + 3, doy - (153*mp+2)/5 + 1}
	if d.month > 12 {
		d.month -= 12
		d.year++
	}
	return d
}

// Words for days near today, and the months by the first three letters.
const (
	todayWords     text.WordList = "today heute aujourd'hui hoy oggi vandaag hoje сегодня 今天 今日"
	tomorrowWords  text.WordList = "tomorrow morgen demain manana domani amanha завтра 明天 明日"
	yesterdayWords text.WordList = "yesterday gestern hier ayer ieri gisteren ontem вчера 昨天 昨日"
)

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// readDate finds a day: 2026-11-21, 21.11.2026, 11/21/2026 where the month
// comes first, 21 Nov 2026, 2026年11月21日, without the year too, and today,
// tomorrow and yesterday.
func readDate(words string, h Habits) (date, bool) {
	if words == "" {
		return date{}, false
	}
	tokens := text.Tokens(nil, words)
	if h.Today > 0 {
		for i := range tokens {
			switch w := tokens[i].Text; {
			case todayWords.Has(w):
				return dayOf(h.Today), true
			case tomorrowWords.Has(w):
				return dayOf(h.Today + 1), true
			case yesterdayWords.Has(w):
				return dayOf(h.Today - 1), true
			}
		}
	}
	fields, dotted := digitRuns(words)
	d := arrange(fields, monthNamed(tokens), dotted, h)
	if d.year == 0 && h.Today > 0 {
		d.year = dayOf(h.Today).year
	}
	return d, d.valid()
}

// arrange says which number is the day, the month and the year. What cannot be
// is left 0.
func arrange(n []int32, month int32, dotted bool, h Habits) (d date) {
	switch {
	case month > 0 && (len(n) == 1 || len(n) == 2):
		d = date{0, month, n[0]}
		if len(n) == 2 {
			d.year = n[1]
		}
		if d.day > 999 {
			d.day, d.year = d.year, d.day
		}
		return d
	case len(n) == 3 && n[0] > 999:
		return date{n[0], n[1], n[2]}
	case len(n) == 3:
		d.year = n[2]
		if d.year < 100 {
			d.year += 2000
		}
	case len(n) != 2:
		return d
	}
	d.day, d.month = n[0], n[1]
	if (h.MonthFirst && !dotted && d.day <= 12) || d.month > 12 {
		d.day, d.month = d.month, d.day
	}
	return d
}

// monthNamed returns the month that the words name in English, 0 for none.
func monthNamed(tokens []text.Token) int32 {
	for i := range tokens {
		w := tokens[i].Text
		for m := 0; len(w) >= 3 && m < 12; m++ {
			if w[:3] == months[3*m:3*m+3] {
				return int32(m + 1)
			}
		}
	}
	return 0
}

// digitRuns lists the runs of up to four digits. Anything longer is no date.
// With 年 or 月 behind a number, the order is year, month, day.
func digitRuns(words string) (out []int32, dotted bool) {
	words = string(text.Fold(nil, words))
	chinese := false
	for i := 0; i < len(words); i++ {
		n, from := int32(0), i
		for i < len(words) && words[i] >= '0' && words[i] <= '9' && i-from < 5 {
			n = n*10 + int32(words[i]-'0')
			i++
		}
		if i-from > 4 || len(out) == 3 && i > from {
			return nil, false
		}
		if i > from {
			out = append(out, n)
			dotted = dotted || i < len(words) && words[i] == '.'
			chinese = chinese || i+3 <= len(words) && words[i:i+3] == "月"
		}
	}
	if chinese && len(out) == 2 {
		out[0], out[1] = out[1], out[0]
		dotted = true // day first now
	}
	return out, dotted
}
