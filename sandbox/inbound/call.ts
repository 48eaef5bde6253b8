/**
 * Calls in webhooks: a person calls, a call of the business rings and is answered, a call ends. Rows of facts.ts.
 * Shapes: meta-2026.md 13.2. A person's call opens the 24-hour window, as a message does.
 */
import { textAt } from '../wire.ts'
import { errorJson, type Fact, type FactInput, namesOf } from './fact.ts'

const directions = ['USER_INITIATED', 'BUSINESS_INITIATED']

/**
 * `event`: connect (with an SDP offer), terminate (with its duration) or any other word; also `direction` and `callId`.
 */
export function createCallFact(input: FactInput): Fact | string {
  const { world, phoneNumber, person, body, at } = input
  const { event = 'connect', direction = 'USER_INITIATED', seconds = 30 } = body
  if (typeof event !== 'string') return 'event must be a string'
  if (typeof direction !== 'string' || !directions.includes(direction))
    return `direction must be one of ${directions.join(', ')}`
  const isTheirs = direction === 'USER_INITIATED'
  if (event === 'connect' && isTheirs) world.people.openWindow(phoneNumber.phoneNumberId, person, world.now())
  const { displayNumber } = phoneNumber
  const sides = isTheirs
    ? { ...namesOf(input, 'from', 'from_user_id', 'from_parent_user_id'), to: displayNumber }
    : { from: displayNumber, ...namesOf(input, 'to', 'to_user_id', 'to_parent_user_id') }
  const id = textAt(body, 'callId') ?? `wacid.${world.random.hex(32)}`
  const item = { id, ...sides, event, timestamp: String(at), direction }
  const session = { sdp: textAt(body, 'sdp') ?? sdp, sdp_type: isTheirs ? 'offer' : 'answer' }
  const end = { status: 'COMPLETED', start_time: String(at - Number(seconds)), end_time: String(at), duration: seconds }
  const rest = event === 'connect' ? { session } : event === 'terminate' ? end : {}
  return { list: 'calls', of: 'calls', item: { ...item, ...rest }, hasContact: true }
}

/** `status`: RINGING, ACCEPTED, REJECTED or any other word; `callId` of a call that the business started. */
export function createCallStatusFact(input: FactInput): Fact | string {
  const { body, at, world } = input
  const { status = 'RINGING' } = body
  if (typeof status !== 'string') return 'status must be a string'
  const id = textAt(body, 'callId') ?? `wacid.${world.random.hex(32)}`
  const who = namesOf(input, 'recipient_id', 'recipient_user_id', 'recipient_parent_user_id')
  const errors = body.code === undefined ? {} : { errors: [errorJson(body, 138006, 'No permission to call')] }
  const item = { id, type: 'call', status, timestamp: String(at), ...who, ...errors }
  return { list: 'statuses', of: 'calls', item, hasContact: true }
}

/** The shortest valid session description: the line has no other end. */
const sdp = 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'
