/** Names that the sources declare, for documents that point at them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootPath } from './documents.ts'
import { readSources } from './sources.ts'

/** A file that a document names, relative to src or to the root: its path, or nothing. */
export function sourceNamed(path: string): string | undefined {
  return [`src/${path}`, path].find((one) => existsSync(join(rootPath, one)))
}

/** Whether a file declares something of that name: a function, constant, type, or a method of an object. */
export function declares(path: string, name: string): boolean {
  const text = readFileSync(join(rootPath, path), 'utf8')
  const declared = new RegExp(`(?:function\\*?|const|let|type|class) ${name}\\b|^\\s+(?:async )?\\*?${name}\\(`, 'm')
  return declared.test(text)
}

/** Every name that a source file exports. */
export function exportedNames(): Set<string> {
  const declaration = /^export (?:async )?(?:function\*?|const|type|class) (\w+)/gm
  return new Set(readSources().flatMap(({ code }) => [...code.matchAll(declaration)].map(([, name = '']) => name)))
}
