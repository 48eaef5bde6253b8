/** Server-sent events (WHATWG HTML, 9.2) out of the body of an answer. */

export type Block = { id?: string; name?: string; data?: string }

/** A block without data only moves the id. A comment gives an empty block: a sign of life. */
export async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Block, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const parts = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/)
      rest = parts.pop() ?? ''
      for (const part of parts) yield blockOf(part)
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function blockOf(text: string): Block {
  const block: Block = {}
  for (const line of text.split(/\r?\n/)) {
    const [, field, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? []
    if (field === 'id') block.id = value
    else if (field === 'event') block.name = value
    else if (field === 'data') block.data = block.data === undefined ? value : `${block.data}\n${value}`
  }
  return block
}
