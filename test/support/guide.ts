/**
 * The pages of the guide in their languages, and what a test compares of them: headings, blocks of code, links,
 * pictures.
 */
import { globSync } from 'node:fs'
import { sep } from 'node:path'
import { readDocument, rootPath } from './documents.ts'

export const guideLanguages = ['en', 'es', 'pt'] as const
export type GuideLanguage = (typeof guideLanguages)[number]

/** `info` is all that stands behind the fence: `sh`, `sh no-run`, `json`. */
export type GuideBlock = { info: string; text: string; before: string; picture: string | undefined }

export function guidePages(language: GuideLanguage): string[] {
  const paths = globSync(`guide/${language}/**/*.md`, { cwd: rootPath })
  return paths.map((path) => path.split(sep).slice(2).join('/')).sort()
}

export function readGuidePage(language: GuideLanguage, name: string): string {
  return readDocument(`guide/${language}/${name}`)
}

export function guideBlocks(text: string): GuideBlock[] {
  return [...text.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gm)].map((match) => {
    const [whole, indent = '', info = '', body = ''] = match
    const after = text.slice(match.index + whole.length)
    return {
      info,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      before: text.slice(0, match.index).trimEnd().split('\n\n').at(-1) ?? '',
      picture: /^\n\n!\[[^\]]*\]\(\.\.\/public\/pictures\/([\w-]+\.webp)\)/.exec(after)?.[1],
    }
  })
}

/** The text without front matter and blocks of code. */
export function guideProse(text: string): string {
  return text.replace(/^---\n[\s\S]*?\n---\n/, '').replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '')
}

export function guideHeadings(text: string): { level: number; title: string }[] {
  return [...guideProse(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({
    level: marks.length,
    title,
  }))
}

/** Targets of links and pictures, in order. */
export function guideLinks(text: string): string[] {
  const found = guideProse(text).matchAll(/\]\(([^)\s]+)\)|<(https?:[^>]+)>/g)
  return [...found].map(([, target, bare]) => target ?? bare ?? '')
}
