package kb

// Caps. A value over a cap is refused by Marshal and by Open alike, so what
// was published can always be read.
const (
	// MaxBundle is the size of a bundle file in bytes. 20,000 documentation
	// passages with their index stay below 12 MiB.
	MaxBundle = 16 << 20
	// MaxArticles is the number of articles in one bundle.
	MaxArticles = 32768
	// MaxArticle is the size of one article's record in bytes.
	MaxArticle = 1 << 20
	// MaxString is the length of one string in bytes.
	MaxString = 64 << 10
	// MaxList is the number of elements in one list of an article. Sets for
	// training have a few hundred questions per article.
	MaxList = 4096
	// MaxBlocks is the number of nodes, blocks and inlines, in one tree.
	MaxBlocks = 8192
	// MaxDepth is how deep blocks may nest. A list in a note in a step with
	// a link in strong text is 8 deep.
	MaxDepth = 12
	// MaxPlaces is the number of anchors and signals over all articles.
	MaxPlaces = 1 << 17
	// MaxMedia is the number of entries of the media table.
	MaxMedia = 8192
)
