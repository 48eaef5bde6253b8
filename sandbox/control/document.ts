/** The control API's document as a value. Types only. */
import type { Schema } from './docs.ts'

export type Operation = {
  operationId: string
  summary: string
  description: string
  tags: readonly string[]
  parameters?: readonly Parameter[]
  requestBody?: { required: boolean; content: object }
  responses: object
}

export type Parameter = {
  name: string
  in: 'path' | 'query'
  required: boolean
  description: string
  schema: Schema
}

export type ControlDocument = {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string; contact: object; license: object }
  servers: readonly { url: string }[]
  security: readonly object[]
  tags: readonly { name: string; description: string }[]
  components: object
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
