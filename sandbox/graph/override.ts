/**
 * A callback override for an account or a number: once it passes the handshake, it receives the webhooks instead
 * (cloud-api.md 4.1).
 */
import type { FastifyReply } from 'fastify'
import { handshake } from '../webhooks/subscription.ts'
import { type Json, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { requires, sendRefusal, sendSuccess, wrongParameter } from './request.ts'

/** An empty address removes the override; any other must answer the handshake first. */
export async function overrideFrom(world: World, id: string, given: Json, reply: FastifyReply): Promise<FastifyReply> {
  const url = textAt(given, 'override_callback_uri')
  const verifyToken = textAt(given, 'verify_token')
  if (url === undefined) return sendRefusal(world, reply, requires('override_callback_uri'))
  if (url === '') {
    world.business.setOverride(id, undefined)
    return sendSuccess(reply)
  }
  if (!URL.canParse(url) || !/^https?:\/\//.test(url) || url.length > 200)
    return sendRefusal(world, reply, wrongParameter('Param override_callback_uri must be a valid URL.'))
  if (verifyToken === undefined) return sendRefusal(world, reply, requires('verify_token'))
  if (!(await handshake({ url, verifyToken }, world.random.digits(10))))
    return sendRefusal(world, reply, {
      code: 2200,
      message: '(#2200) Callback verification failed: the address did not answer 200 with the challenge.',
    })
  world.business.setOverride(id, { url, verifyToken })
  world.queue.release()
  return sendSuccess(reply)
}
