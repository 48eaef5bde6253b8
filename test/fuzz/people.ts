/** A person who signs in, for the operations on one's own resources. */
import type { Pool } from 'undici'

export type Person = { memberId: string; headers: Record<string, string> }

const proof = { 'x-recado-csrf': '1', 'sec-fetch-site': 'same-origin' }

/**
 * Invited with the management token, and signed in by the link: a new one each time, since sessions end and people are
 * deleted.
 */
export async function enter(pool: Pool, authorization: string, number: number): Promise<Person> {
  const wish = { email: `ana-${number}@example.com`, name: 'Ana', grants: [{ role: 'admin', bots: 'all' }] }
  const made = await request(pool, '/manage/v1/users', wish, { authorization })
  const { userId, link } = made.json as { userId: string; link: { url: string } }
  const token = link.url.split('#')[1]
  const entered = await request(
    pool,
    '/manage/v1/sessions/by-link',
    { token, password: 'una frase que nadie dice' },
    {},
  )
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? ''
  return { memberId: userId, headers: { cookie, ...proof } }
}

async function request(pool: Pool, path: string, body: object, headers: Record<string, string>) {
  const answer = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.statusCode} ${text}`)
  return { headers: answer.headers, json: JSON.parse(text) }
}
