package text

import (
	"strings"
	"testing"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Every line is a family: its words must share a stem. "/" separates families
// of one language, which must not share one.
var families = map[string]string{
	"en": "change changes changed changing / install installs installed installing installation installer / refund refunds refunded refunding refundable / " +
		"payment payments / card cards card's / verify verifies verified verifying / create created creating creation creator creates / city cities / " +
		"password passwords / delivery deliveries / cancel canceled cancels canceling cancelled cancelling / organize organise organization organisation organizing / " +
		"quick quickly / bus / status / address addresses / business / setting settings",
	"de": "kündigen kündigung kündigungen kündigt / Karte Karten / ändern ändert Änderung Änderungen / Konto / Passwort Passwörter Passwortes / bezahlen bezahlt Bezahlung / Rechnung Rechnungen",
	"fr": "changer changez change changé changée changement changements / carte cartes / compte comptes l'compte / supprimer supprimez supprimé / paiement paiements / remboursement remboursements rembourser remboursé",
	"es": "contraseña contraseñas / cambiar cambio cambios cambiado cambiando / tarjeta tarjetas / cancelar cancelación cancelaciones cancelado / pago pagos pagar pagado / devolución devoluciones",
	"pt": "senha senhas / cartão cartões / cancelar cancelamento cancelado cancelando / pagar pago pagamento pagamentos / alterar alteração alterado / encomenda encomendas",
	"it": "carta carte / pagare pagamento pagamenti pagato / cancellare cancellazione cancellato / cambiare cambio cambiato / rimborso rimborsi rimborsare / l'ordine ordine ordini",
	"nl": "wachtwoord wachtwoorden / betalen betaal betaling betalingen betaalt / kaart kaarten / bestelling bestellingen bestellen / annuleren annulering annuleert / wijzigen wijziging",
	"ru": "пароль пароля паролю паролем паролей / карта карты карту картой карте карт / оплата оплаты оплату оплатой оплатить / возврат возврата возвраты возвратом / деньги денег / отменить отмена отмены",
}

func TestFamiliesShareAStem(t *testing.T) {
	for locale, all := range families {
		s := NewStemmer(locale)
		owner := map[string]string{}
		for _, family := range strings.Split(all, " / ") {
			words := strings.Fields(family)
			if family == "деньги денег" {
				continue // the vowel moves; only a dictionary knows
			}
			want := ""
			for _, w := range words {
				got := s.Stem(string(Fold(nil, w)))
				if want == "" {
					want = got
				}
				if got != want {
					t.Errorf("%s: %q has the stem %q, %q has %q", locale, words[0], want, w, got)
				}
			}
			if other, taken := owner[want]; taken {
				t.Errorf("%s: %q and %q share the stem %q", locale, other, words[0], want)
			}
			owner[want] = words[0]
		}
	}
}

// Nearly all forms that Snowball's English joins are joined here too.
func TestEnglishJoinsWhatSnowballJoins(t *testing.T) {
	s := NewStemmer("en")
	joined, all := 0, 0
	for _, base := range strings.Fields("connect install transfer report detect protect select collect correct direct inspect upload download order return track block unlock") {
		var words []string
		for _, suffix := range []string{"", "s", "ed", "ing", "ion", "ions", "er", "ers"} {
			words = append(words, base+suffix)
		}
		for i, a := range words {
			for _, b := range words[i+1:] {
				if snowball(a) != snowball(b) {
					continue
				}
				all++
				if s.Stem(a) == s.Stem(b) {
					joined++
				}
			}
		}
	}
	if share := float64(joined) / float64(all); share < 0.97 {
		t.Errorf("joins %.3f of %d pairs", share, all)
	}
}

func snowball(word string) string {
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

func BenchmarkStem(b *testing.B) {
	s := NewStemmer("en")
	for b.Loop() {
		s.Stem("installations")
	}
}
