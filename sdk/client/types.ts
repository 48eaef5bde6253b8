/**
 * What an operation takes and answers, computed from the generated types: parameters of path and query by their
 * names, headers in camel case, the body under `body`.
 */
import type { components, operations } from '../generated/schema.ts'
import type { operationTable } from '../generated/table.ts'

export type OperationId = keyof typeof operationTable

/** Every named schema of the API: `Schemas['NewMessage']`. */
export type Schemas = components['schemas']

/** An operation without such a parameter has `never` there, which leaves nothing but undefined. */
type Given<T> = [Exclude<T, undefined>] extends [never] ? unknown : Exclude<T, undefined>

/** `If-Match` becomes `ifMatch`. */
type CamelCase<Name> = Name extends `${infer First}-${infer Rest}`
  ? `${Uncapitalize<First>}${Rest}`
  : Name extends string
    ? Uncapitalize<Name>
    : never

type HeadersOf<T> = { [Name in keyof T as CamelCase<Name>]: T[Name] }

/** A number or a truth value may be given for the text that a query has of it. */
type Loose<T> = {
  [Name in keyof T]: string extends T[Name] ? T[Name] | number : 'true' extends T[Name] ? T[Name] | boolean : T[Name]
}

type ContentOf<T> = T extends { content: infer Content } ? Content[keyof Content] : never

type BodyOf<T> = [Exclude<T, undefined>] extends [never]
  ? unknown
  : undefined extends T
    ? { body?: ContentOf<T> }
    : { body: ContentOf<T> | FormOf<T> }

/** Where a form may be sent, a ready one is taken too. */
type FormOf<T> = T extends { content: { 'multipart/form-data': unknown } } ? FormData : never

type Flat<T> = { [Name in keyof T]: T[Name] }

export type Args<Id extends OperationId> = Flat<
  Given<operations[Id]['parameters']['path']> &
    Loose<Given<operations[Id]['parameters']['query']>> &
    HeadersOf<Given<operations[Id]['parameters']['header']>> &
    BodyOf<operations[Id]['requestBody']>
>

type Success = 200 | 201 | 202 | 204

/** JSON where there is JSON; a file is a Blob, any other text a string. */
type Read<T> = T extends { content: infer Content }
  ? Content extends { 'application/json': infer Json }
    ? Json
    : Content extends { '*/*': unknown }
      ? Blob
      : string
  : undefined

type Answers<T> = { [Status in keyof T & Success]: Read<T[Status]> }[keyof T & Success]

export type Answer<Id extends OperationId> = Answers<operations[Id]['responses']>

/** The operations that answer a page of a longer list. */
export type ListId = {
  [Id in OperationId]: Answer<Id> extends { results: readonly unknown[] }
    ? Given<operations[Id]['parameters']['query']> extends { page?: unknown } | { after?: unknown }
      ? Id
      : never
    : never
}[OperationId]

export type Item<Id extends ListId> = Answer<Id> extends { results: readonly (infer One)[] } ? One : never

export type Progress = { sentBytes: number; totalBytes: number }

export type CallOptions = {
  /** Ends the call; it rejects with the signal's reason. */
  signal?: AbortSignal
  /** The most that the call may take with all its repetitions, ms; 0: no bound. */
  timeoutMs?: number
  /** How often a request that did not come through is repeated. */
  retries?: number
  /** Further headers, such as `Accept-Language`. */
  headers?: Record<string, string>
  /** Told while a form with a file is sent. After a repetition it begins anew. */
  onProgress?: (progress: Progress) => void
  /** The head of the answer, such as for `Recado-Notice` and `ETag`. */
  onResponse?: (head: { status: number; headers: Headers }) => void
}
