/**
 * Templates as files, one for each name and language, in Meta's own form: name, language, category, components. So they
 * can be kept beside a program, compared and sent on.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'
import { readJson } from './json-file.ts'

export type TemplateFile = {
  name: string
  language: string
  category: string
  components: Record<string, unknown>[]
  parameter_format?: string
}

export type ReadFile = { path: string; template: TemplateFile }

export function fileNameOf({ name, language }: Pick<TemplateFile, 'name' | 'language'>): string {
  return `${name}.${language}.json`
}

/** Files and folders, in the order of their names. */
export function readTemplates(paths: readonly string[], say: Say): ReadFile[] {
  const files = paths.flatMap((path) => filesIn(path, say))
  if (files.length === 0) throw new CommandFailure(exitCodes.usage, say('template_no_files'))
  return files.map((path) => ({ path, template: templateOf(path, say) }))
}

function filesIn(path: string, say: Say): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure(exitCodes.usage, say('file_unreadable', { path, reason: 'ENOENT' }))
  if (!found.isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => join(path, name))
}

function templateOf(path: string, say: Say): TemplateFile {
  const value = readJson(path, say) as Partial<TemplateFile> | null
  const missing = (['name', 'language', 'category', 'components'] as const).filter((name) => !value?.[name])
  if (missing.length > 0 || value === null)
    throw new CommandFailure(exitCodes.usage, say('template_field_missing', { path, names: missing.join(', ') }))
  return value as TemplateFile
}

/** As the API takes a new template. */
export function requestOf({ name, language, category, components, parameter_format: parameterFormat }: TemplateFile) {
  return { elementName: name, language, category, components, ...(parameterFormat && { parameterFormat }) }
}
