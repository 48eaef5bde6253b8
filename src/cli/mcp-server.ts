/** The MCP server and its tools. What the gateway refuses becomes a tool's error, which the assistant can read. */
import { type CallToolResult, fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { TSchema } from 'typebox'
import { version } from '../version.ts'
import type { Ask } from './frame/action.ts'
import { CommandFailure } from './frame/failure.ts'
import { readTools, type Tool, writeTools } from './mcp-tools.ts'

export function serveMcp(ask: Ask, { mayWrite }: { mayWrite: boolean }): void {
  const tools = mayWrite ? [...readTools, ...writeTools] : readTools
  // The standard output is the protocol's; what goes wrong is told on the other one.
  serveStdio(() => createServer(ask, tools), { onerror: (error) => process.stderr.write(`recado: ${error.message}\n`) })
}

function createServer(ask: Ask, tools: readonly Tool[]): McpServer {
  const server = new McpServer({ name: 'recado', version }, { capabilities: { tools: {} } })
  for (const { name, title, description, input, isWrite, run } of tools) {
    const annotations = {
      readOnlyHint: !isWrite,
      destructiveHint: false,
      idempotentHint: !isWrite,
      openWorldHint: isWrite,
    }
    const inputSchema = fromJsonSchema<Record<string, unknown>>(plain(input))
    server.registerTool(name, { title, description, annotations, inputSchema }, (given) =>
      resultOf(() => run(ask, given)),
    )
  }
  return server
}

/** Without what TypeBox keeps beside the schema. */
function plain(schema: TSchema): Record<string, never> {
  return JSON.parse(JSON.stringify(schema))
}

async function resultOf(run: () => Promise<unknown>): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: JSON.stringify(await run()) }] }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return { isError: true, content: [{ type: 'text', text: error.message }] }
  }
}
