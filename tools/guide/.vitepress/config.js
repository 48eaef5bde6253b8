/**
 * The guide's site. It asks no other host for anything, and has no inline script or style, so that the gateway's policy
 * needs no exception: what the generator writes inline is moved into files.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformerStyleToClass } from '@shikijs/transformers'
import { defineConfig } from 'vitepress'
import { localesOf } from './locales.js'
import { codeAsItStands, linksToRepository, repository } from './markdown.js'

const base = process.env.GUIDE_BASE ?? '/guide/'
const codeColours = transformerStyleToClass({ classPrefix: 'code-' })
const inlineScripts = new Map()
const inlineStyles = []

export default defineConfig({
  title: 'Recado',
  base,
  // A copy of the pages, which build.js makes: the generator's packages are found only from below its own folder.
  srcDir: '.pages',
  outDir: '../../dist-guide',
  cacheDir: './node_modules/.cache/vitepress',
  locales: localesOf(),
  // The way that dark mode is switched otherwise adds an inline style.
  appearance: { disableTransition: false },
  metaChunk: true,
  head: [
    ['link', { rel: 'stylesheet', href: `${base}code.css` }],
    ['link', { rel: 'icon', href: 'data:,' }],
  ],
  markdown: { codeTransformers: [codeColours], config: (md) => md.use(linksToRepository).use(codeAsItStands) },
  // Pictures are named by the pages, from where they lie, so that pages show them without a site too.
  vite: { publicDir: false, build: { assetsInlineLimit: 0 } },
  ignoreDeadLinks: 'localhostLinks',
  themeConfig: {
    search: { provider: 'local', options: { locales: localesOf.search } },
    socialLinks: [{ icon: 'github', link: repository }],
    outline: [2, 3],
  },
  transformHtml: (html) =>
    html
      .replaceAll(/<script(?![^>]*\ssrc=)([^>]*)>([\s\S]+?)<\/script>/g, moveToFile)
      .replaceAll(/(<\w[^>]*?) style="([^"]*)"/g, moveToRule),
  buildEnd({ outDir }) {
    writeFileSync(join(outDir, 'code.css'), codeColours.getCSS() + rulesOfStyles())
    for (const [name, script] of inlineScripts) writeFileSync(join(outDir, name), script)
    writeFileSync(join(outDir, 'index.html'), chooser())
  },
})

/** Scripts with an id, which run before the page is drawn; all pages have the same. */
function moveToFile(whole, attributes, script) {
  const id = /id="([\w-]+)"/.exec(attributes)?.[1]
  if (id === undefined) throw new Error(`an inline script without a name: ${whole.slice(0, 200)}`)
  inlineScripts.set(`${id}.js`, script)
  return `<script${attributes} src="${base}${id}.js"></script>`
}

/** What the generator's components have as attributes: the same few on all pages. Scripts may set styles, and do later. */
function moveToRule(_whole, tag, style) {
  if (!inlineStyles.includes(style)) inlineStyles.push(style)
  return `${tag} data-style="${inlineStyles.indexOf(style)}"`
}

function rulesOfStyles() {
  return inlineStyles.map((style, index) => `[data-style="${index}"]{${style}}`).join('')
}

/** The page at the root, where no server chooses by the reader's language. */
function chooser() {
  const links = Object.entries(localesOf()).map(([id, { label }]) => `<li><a href="./${id}/">${label}</a></li>`)
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Recado</title><meta http-equiv="refresh" content="0; url=./en/"></head>
<body><ul>${links.join('')}</ul></body>
</html>
`
}
