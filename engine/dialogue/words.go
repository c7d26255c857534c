package dialogue

import "github.com/lamplight-help/lamplight/engine/text"

// pronouns point back at something said before.
const pronouns = text.WordList("it its it's they their them theirs this that these those he she his her him hers one ones there same " +
	"它 他 她 这 那 此")

// openings begin a question that goes on from the last one.
const openings = text.WordList("and also but or then so")

// starters begin a request for a new topic.
const starters = text.WordList("tell describe explain define")

// leaders stand directly before a topic.
const leaders = text.WordList("about of for on between")

// generic words belong to the asking, not to the topic.
const generic = text.WordList("type types kind kinds different difference differences main common best important example examples " +
	"cause causes caused symptoms work works make made use used using happen happened explain describe " +
	"define find long start started need help good better compare benefits effects history popular famous " +
	"role take takes give good bad new old big largest biggest purpose reason reasons way ways things " +
	"thing factors go come became become win live eat cost pros cons considered interesting around mean " +
	"means play difficult hard easy related called term terms change changed origin origins show try " +
	"trying put year years day days time times people place places part parts look looking want wanted " +
	"see say said")
