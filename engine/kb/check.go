package kb

// Check proves that b is a bundle and the one encoding of its value: it reads
// everything, writes it again and compares. Publishing and `kb verify` call
// it; a page does not, because the signed head names the bundle's hash.
func Check(b []byte) error {
	v, err := Open(b)
	if err != nil {
		return err
	}
	src, err := v.Source()
	if err != nil {
		return err
	}
	again, err := Marshal(src)
	if err != nil {
		return err
	}
	if view(again) != view(b) {
		return ErrForm
	}
	return nil
}

// Source decodes the whole bundle back into what it was made of.
func (v *Bundle) Source() (*Source, error) {
	src := &Source{Site: v.site, Locale: v.locale, Index: v.Index(), Model: v.Model()}
	for i := range v.Len() {
		a, err := v.Article(i)
		if err != nil {
			return nil, err
		}
		src.Articles = append(src.Articles, a)
	}
	media, err := v.Media()
	if err != nil {
		return nil, err
	}
	src.Media = media
	return src, nil
}
