// Package history remembers where a visitor was, in constant memory, and turns
// it into the row of features that the path model reads.
//
// Places are known by a number: journey.Hash of the route. What counts is how
// recently and how often (sums that decay with half-lives of 20 s, 2 min and
// 10 min), how long they stayed compared with themselves, how they go back and
// forth, and above all how they sought help before. On recordings of students
// at work, place history carried almost all of what could be predicted, and
// pointer and keys added little on top.
//
// A Row has two parts. The first Self values need no knowledge of the product:
// they are the same on its first day. The rest depends on places that a model
// knows: log-odds by context, and decayed counts of single places.
package history
