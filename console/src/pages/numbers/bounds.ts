/** Bounds of the gateway, as forms tell them while somebody writes. A test compares them with its own. */
export const bounds = {
  words: 50,
  word: 60,
  answer: 1_000,
  capMessages: 100,
  capDays: 90,
  portfolio: 64,
  percent: 100,
  ownerPause: 10_080,
  prompts: 4,
  prompt: 80,
  commands: 30,
  command: 32,
  description: 256,
  qrMessage: 140,
  verifyToken: 255,
  username: { least: 3, most: 35 },
  metadata: 2_000,
} as const

/** As the gateway counts: an emoji is one, and so is a letter with its accent. */
export function lengthOf(text: string): number {
  return [...text.normalize('NFC')].length
}

export function isWhole(text: string, least: number, most: number): boolean {
  const value = Number(text)
  return /^\d+$/.test(text.trim()) && value >= least && value <= most
}
