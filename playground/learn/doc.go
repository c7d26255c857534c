// Package learn makes path models from recorded journeys.
//
// A recording is turned into wire events and fed to the very history that runs
// in pages; what the history says at each moment becomes a row. Rows are
// grouped by user, so that nothing about a person is learned and scored at the
// same time: the log-odds of contexts that a row sees were counted on other
// people's rows.
package learn
