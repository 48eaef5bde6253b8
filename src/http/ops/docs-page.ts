/** The frame of the page at `/docs`: its head, the languages, and style that corrects the viewer's. */
import type { Locale } from '../../model/errors/texts.ts'
import { languages, ownWords } from './docs-words.ts'

export function docsPage(locale: Locale): string {
  const word = ownWords[locale]
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${word.title}</title>
<link rel="icon" href="/docs/static/favicon-32x32.png">
<link rel="stylesheet" href="/docs/static/swagger-ui.css">
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<header>
<a href="/">${word.start}</a>
<nav aria-label="${word.language}">
${Object.keys(languages)
  .map((one) => linkTo(one as Locale, locale))
  .join('\n')}
</nav>
</header>
<div id="viewer"></div>
<noscript><p>${word.noscript} <a href="/openapi.json">/openapi.json</a>.</p></noscript>
<script src="/docs/static/swagger-ui-bundle.js"></script>
<script src="/docs/page.js?lang=${locale}" type="module"></script>
</body>
</html>
`
}

function linkTo(language: Locale, locale: Locale): string {
  const current = language === locale ? ' aria-current="true"' : ''
  const named = `lang="${language}" hreflang="${language}"`
  return `<a href="/docs?lang=${language}" ${named}${current}>${languages[language]}</a>`
}

export const docsStyle = `
:root { color-scheme: light dark; --ink: #14231c; --paper: #fff; --green: #0b6b42; }
:root.dark-mode { --ink: #e8f0ec; --paper: #1c2022; --green: #3fc78b; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
body > header {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 1rem; max-width: 1460px; margin: 0 auto;
  padding: 1rem 20px 0; box-sizing: border-box;
}
body > header nav { display: flex; gap: 1rem; }
body > header a { color: var(--green); padding: .25rem 0; }
body > header [aria-current] { color: inherit; font-weight: 700; text-decoration: none; }
:focus-visible { outline: 3px solid var(--green) !important; outline-offset: 2px; }
/* Colours of the viewer that are too faint to read. */
.swagger-ui .info .title small { background: #4a5259; }
.swagger-ui .info .title small.version-stamp { background: #41600a; }
:root:not(.dark-mode) .swagger-ui .opblock .opblock-summary-method { color: #0b1410; text-shadow: none; }
:root:not(.dark-mode) .swagger-ui .btn.authorize { border-color: var(--green); color: var(--green); }
:root:not(.dark-mode) .swagger-ui .btn.authorize svg { fill: var(--green); }
:root:not(.dark-mode) .swagger-ui .btn.cancel { border-color: #b3261e; color: #b3261e; }
.dark-mode .swagger-ui .btn.cancel, html.dark-mode .swagger-ui .opblock .opblock-section-header .try-out__btn.cancel {
  border-color: #ff9d98; color: #ff9d98;
}
.swagger-ui .headers .header-col { color: inherit; }
:root:not(.dark-mode) .swagger-ui .parameter__in { color: #4d5c54; }
:root:not(.dark-mode) .swagger-ui .parameter__name.required span { color: #b3261e; }
:root:not(.dark-mode) .swagger-ui .parameter__name.required::after { color: #b3261e; }
/* Wide tables scroll by themselves: the page does not. */
.swagger-ui .opblock-body { overflow-x: auto; }
.swagger-ui .btn.execute, .swagger-ui .btn.execute:hover {
  background-color: #1f5fb0; border-color: #1f5fb0; color: #fff;
}
/* One server: this one. */
.swagger-ui .servers-title, .swagger-ui .servers, .swagger-ui .info .link { display: none; }
`
