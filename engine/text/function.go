package text

// functionWords returns the words of a language that stand in questions and say
// nothing about their subject. They are not taken out of the index: whether
// "can" or "not" matters depends on the knowledge base, and its word counts
// tell. They only keep a question from counting as unknown because nobody
// wrote "please" or "tell me".
func functionWords(language string) WordList {
	switch language {
	case "en":
		return "a an the is are was were be been being am do does did done have has had having can could will would " +
			"shall should may might must i me my mine we us our you your yours it its it's they their them he she " +
			"his her him this that these those there here who whom whose what what's which when where why how and " +
			"or but if then so than as of in on at to from by for with about into over under between out up down " +
			"off not no any some all each every other another such only just also too very more most much many " +
			"few same own first ever tell know please get got like during after before because while both don't " +
			"doesn't didn't isn't can't i'm let lets s t vs ok okay"
	case "zh":
		return "什么 怎么 多久 可以 时候 需要 能不 不能 为什 如何 请问 我的 你的 这个 那个 它的 他的 她的"
	case "de":
		return "der die das den dem des ein eine einen einem einer ist sind war wie was wo wann warum wer ich mich " +
			"mir mein meine meinen du sie es wir uns und oder aber kann konnen muss soll wird werden haben hat " +
			"habe in im an am auf zu zum zur von mit fur bei nicht kein"
	case "fr":
		return "le la les un une des du de et ou est sont je me mon ma mes tu il elle nous vous que qui quoi quel " +
			"quelle comment quand pourquoi dans sur pour par avec ce cette ces mon puis peut faire ne pas au aux " +
			"se sa son"
	case "es":
		return "el la los las un una unos unas de del y o es son yo me mi mis tu su que quien cual como cuando donde " +
			"por para con en a al se lo no puedo puede hacer este esta"
	case "pt":
		return "o a os as um uma de do da dos das e ou eu me meu minha que quem qual como quando onde por para com " +
			"em no na se nao posso pode fazer este esta"
	case "it":
		return "il lo la i gli le un una di del della e o io mi mio mia che chi quale come quando dove perche per " +
			"con in a al alla si non posso puo fare questo questa"
	case "nl":
		return "de het een en of is zijn ik mijn je u wat wie hoe wanneer waar waarom voor met in op aan te van naar " +
			"niet kan kunnen moet dit dat"
	case "ru":
		return "и в во на с со к по за из от до не что кто как где когда почему это я мне мой моя мои вы вас ли или " +
			"а но у для при можно могу есть быть"
	}
	return ""
}

// WordList is a set of folded words with one space between. It costs no memory
// beyond its letters, and short lists are searched faster than a map is made.
type WordList string

// Has reports whether the list holds a word.
func (l WordList) Has(word string) bool {
	if word == "" {
		return false
	}
	for i := 0; i+len(word) <= len(l); {
		end := i + len(word)
		if string(l[i:end]) == word && (end == len(l) || l[end] == ' ') {
			return true
		}
		for i < len(l) && l[i] != ' ' {
			i++
		}
		i++
	}
	return false
}
