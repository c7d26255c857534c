package text

// suffixes returns the table of a language. Accents are folded before. In the
// Russian one a letter has two bytes, so least 4 is two letters.
func suffixes(language string) string {
	switch language {
	case "en":
		return "'s>:2 ies>i:2 sses>ss:2 us>us:1 ss>ss:1 is>is:1 s>:3|" +
			"eed>ee:2 ied>i:2 ing>:3 ed>:3|" +
			"ization>iz:3 isation>iz:3 ational>at:3 fulness>:3 ousness>ous:3 iveness>iv:3 ation>:5 ation>at:3 ator>:5 ator>at:3 " +
			"ate>:5 ate>at:3 ition>it:3 ment>:4 ness>:4 able>:4 ible>:4 ably>:4 ally>al:3 ily>i:3 ly>:4 ful>:4 ion>:5 er>:4 or>:5|" +
			"ise>iz:3 ize>iz:3 is>iz:4 e>:3 y>i:2"
	case "de":
		return "ungen>ung:3 heiten>heit:3 keiten>keit:3 innen>in:3 ern>er:3 em>:3 en>:3 er>:3 es>:3 e>:3 s>:4 n>:4|" +
			"est>:4 st>:5 t>:5|ung>:4 lich>:4 isch>:4"
	case "fr":
		return "eaux>eau:2 aux>al:2 x>:4 s>:3|" +
			"issement>i:3 ication>i:3 atrice>:3 ation>:3 ateur>:3 ement>:4 ment>:5 euse>eu:3 eur>eu:3 ique>:4 able>:4 ible>:4 " +
			"ante>:4 ant>:4 ait>:4 ees>:3 ee>:3 iez>:4 ons>:4 er>:3 ez>:3 ir>i:3 it>i:3|e>:3"
	case "es":
		return "ciones>cion:2 es>:4 s>:3|" +
			"amiento>:3 imiento>:3 aciones>:3 acion>:3 icion>:3 adora>:3 ador>:3 mente>:4 ando>:3 iendo>:3 ados>:3 ado>:3 ada>:3 ido>:3 ida>:3 " +
			"aron>:3 ieron>:3 amos>:3 ar>:3 er>:3 ir>:3|o>:3 a>:3 e>:3|i>:4"
	case "pt":
		return "coes>cao:2 oes>ao:2 ais>al:2 eis>el:3 ns>m:3 es>:4 s>:3|" +
			"amento>:3 imento>:3 acao>:3 icao>:3 adora>:3 ador>:3 mente>:4 ando>:3 endo>:3 indo>:3 ado>:3 ada>:3 ido>:3 ida>:3 " +
			"aram>:3 eram>:3 amos>:3 ar>:3 er>:3 ir>:3|o>:3 a>:3 e>:3|i>:4"
	case "it":
		return "azioni>:3 azione>:3 izione>i:3 amenti>:3 amento>:3 imento>:3 atore>:3 atori>:3 mente>:4 ando>:3 endo>:3 " +
			"ato>:3 ata>:3 ati>:3 ate>:3 uto>:3 uta>:3 ito>:3 ita>:3 are>:3 ere>:3 ire>:3 ano>:3 che>c:3 chi>c:3|" +
			"i>:3 e>:3 o>:3 a>:3|i>:4 h>:4"
	case "nl":
		return "heden>heid:3 ingen>ing:3 'en>:2 en>:3 's>:2 s>:4 e>:3|ing>:4 lijk>:4 de>:5 te>:5 t>:5|aal>al:1 aar>ar:2 oon>on:2 eel>el:2 eer>er:2 oor>or:2 uur>ur:2 aan>an:2 oop>op:2 ook>ok:2 aak>ak:2 v>f:3 z>s:3"
	case "ru":
		return "ся>:6 сь>:6|" +
			"иями>:4 ями>:4 ами>:4 иях>:4 ях>:4 ах>:4 ого>:4 его>:4 ому>:4 ему>:4 ыми>:4 ими>:4 ешь>:4 ишь>:4 ете>:4 ите>:4 " +
			"овать>:4 ать>:4 ять>:4 ить>:4 еть>:4 ала>:4 или>:4 али>:4 ила>:4 ило>:4 ыва>:4 ая>:4 яя>:4 ую>:4 юю>:4 ое>:4 ее>:4 ые>:4 ие>:4 " +
			"ый>:4 ий>:4 ой>:4 ей>:4 ым>:4 им>:4 ом>:4 ем>:4 ов>:4 ев>:4 ью>:4 ия>:4 ию>:4 ии>:4 ам>:4 ям>:4 ет>:4 ит>:4 ут>:4 ют>:4 ят>:4 ть>:4 ал>:4 ил>:4 " +
			"а>:4 я>:4 о>:4 е>:4 и>:4 ы>:4 у>:4 ю>:4 ь>:4 й>:4|" +
			"енн>ен:4 ост>:4 ени>:4 н>:8"
	}
	return ""
}
