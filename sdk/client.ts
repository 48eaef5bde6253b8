/**
 * `recado/client`: the API with a method for each operation, typed by the OpenAPI document. It uses nothing but what
 * browsers, Node, Deno, Bun and workers have in common, and no package.
 */
export type { Credentials, RecadoOptions } from './client/connection.ts'
export {
  ApiError,
  AuthenticationError,
  BadGatewayError,
  BadRequestError,
  ConflictError,
  GoneError,
  NetworkError,
  NotFoundError,
  PermissionError,
  PreconditionError,
  RateLimitError,
  RecadoError,
  TimeoutError,
  TooLargeError,
  UnavailableError,
  ValidationError,
} from './client/errors.ts'
export type { Changed, StreamArgs, Streamed, StreamOptions } from './client/stream.ts'
export type { Answer, Args, CallOptions, Item, ListId, OperationId, Progress, Schemas } from './client/types.ts'
export { Recado } from './generated/operations.ts'
