/** `recado openapi`: the document that is committed as openapi.json and checked for drift. */
import { openapiDocument } from '../http/openapi.ts'

export async function openapi(): Promise<void> {
  process.stdout.write(`${JSON.stringify(await openapiDocument(), null, 2)}\n`)
}
