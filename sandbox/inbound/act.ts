/** What a person does, and the content of the message that it becomes. Types only. */
import type { PhoneNumber } from '../identity.ts'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'

/** An action: the person, the number, and the request. */
export type Act = {
  world: World
  phoneNumber: PhoneNumber
  /** wa_id, or the scoped id of a person without a phone. */
  person: string
  body: Json
}

export type Content = Json | string
