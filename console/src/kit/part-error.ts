/** A part of the console, loaded when it is first needed, that did not come. */

/** There is no connection, or the gateway has another build by now, without this file. */
export class PartError extends Error {
  override name = 'PartError'
  readonly part: string

  constructor(part: string, cause: unknown) {
    super(`the part ${part} did not come`, { cause })
    this.part = part
  }
}
