/**
 * What is known of a file before it leaves: a file that the gateway or Meta would refuse is not sent first. The bounds
 * are the gateway's (`test/browser/console-files.test.ts` compares them); the guide's page about errors has the codes.
 */
import type { en } from '../words/en.ts'
import { Told } from './told.ts'

/** `types`: without them any. */
export type FileRule = { types?: readonly string[]; mostBytes: number }

const megabyte = 1_024 * 1_024

export const fileRules = {
  image: { types: ['image/jpeg', 'image/png'], mostBytes: 5 * megabyte },
  video: { types: ['video/mp4', 'video/3gpp'], mostBytes: 16 * megabyte },
  /** Of any kind, in a message. */
  attached: { mostBytes: 100 * megabyte },
  /** Of a template's header, whose kind decides the types. */
  sample: { mostBytes: 16 * megabyte },
} as const satisfies Record<string, FileRule>

export const fileCodes = {
  FILE_EMPTY: 'file.empty',
  FILE_TYPE: 'file.wrong_type',
  FILE_SIZE: 'file.too_large',
  FILE_UNREADABLE: 'file.unreadable',
  FILE_NO_ROWS: 'file.no_rows',
  FILE_OLD_EXCEL: 'file.old_excel',
  FILE_WORKBOOK: 'file.broken_xlsx',
} as const satisfies Record<string, keyof typeof en>

export function unfit(code: keyof typeof fileCodes, values: Record<string, string> = {}): Told {
  return new Told({ title: 'file.unusable', text: fileCodes[code], code, values })
}

/** A type that the browser does not know is left to the gateway, which looks into the file. */
export function checkFile({ size, type }: Pick<File, 'size' | 'type'>, { types, mostBytes }: FileRule): void {
  if (size === 0) throw unfit('FILE_EMPTY')
  if (types && type !== '' && !types.includes(type)) throw unfit('FILE_TYPE', { type, types: types.join(', ') })
  if (size > mostBytes) throw unfit('FILE_SIZE', { size: inMegabytes(size), most: inMegabytes(mostBytes) })
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil((10 * bytes) / megabyte) / 10} MB`
}
