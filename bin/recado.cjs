#!/usr/bin/env node
/*
 * The command. Written so that an old Node can read it too: it gets one line instead of a syntax error. A package has
 * compiled JavaScript in dist; a clone has the sources, which run as they are.
 */
'use strict'

var fs = require('fs')
var path = require('path')
var url = require('url')

var root = path.join(__dirname, '..')
var entry = fs.existsSync(path.join(root, 'src')) ? 'src/cli.ts' : 'dist/src/cli.js'
// `>=24.12` in package.json.
var oldest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node.slice(2)

if (isOlder(process.versions.node, oldest)) {
  process.stderr.write(`recado: needs Node ${oldest} or newer, and this is ${process.versions.node}\n`)
  process.exitCode = 1
} else {
  import(url.pathToFileURL(path.join(root, entry)).href)
}

function isOlder(version, wanted) {
  var has = version.split('.').map(Number)
  var wants = wanted.split('.').map(Number)
  return has[0] < wants[0] || (has[0] === wants[0] && has[1] < wants[1])
}
