package edgetest

import "regexp"

// NeverLogged are what no host may write into its log: words that the suite's
// people say and type, and the shapes of everything that opens something.
var NeverLogged = []*regexp.Regexp{
	regexp.MustCompile(`first-token-of|author-token-of|` + ProviderSecret),
	regexp.MustCompile(`secret of a|colour|1e400|DROP TABLE|Mei\b`),
	regexp.MustCompile(`\b[sck]\.[A-Za-z0-9_-]{20}`),                            // session, cookie session, personal key
	regexp.MustCompile(`\bv\.01[0-9A-Z]{24}`),                                   // visitor
	regexp.MustCompile(`ticket\.[A-Za-z0-9_-]{20}|whsec_`),                      // socket ticket, webhook secret
	regexp.MustCompile(`eyJ[A-Za-z0-9_-]{10,}\.`),                               // JWT
	regexp.MustCompile(`[?&](code|state|iss)=|code_verifier|Basic [A-Za-z0-9]`), // of a sign-in
	regexp.MustCompile(`\b127\.0\.0\.1\b`),                                      // addresses of visitors
}
