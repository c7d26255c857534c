// Package docs is the second demo product: a documentation site with real
// text that nobody here wrote.
//
// Bottom-up:
//
//	load.go     reads the export (one section a line) into pages
//	render.go   Markdown to sanitised HTML, on the server
//	handler.go  routes below /demo/docs/, one per page and language
//	page.html   the frame: side bar, sections, language switch
//	docs.css    its looks, light and dark, from 360 px
//
// The export is the Gitea documentation of 2017 (Apache-2.0). It is read at
// run time and is not part of this repository; without it the site says so
// in one line and everything else works.
package docs
