/** Roles, throttled guessing, passwords, one-time codes, tokens. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { BusyError, createPasswords } from '../../src/access/passwords.ts'
import { isToken, newToken, tokenHash, visiblePrefix } from '../../src/access/tokens.ts'
import { base32, fromBase32, normalRecovery, recoveryCode, totpCode, totpStep } from '../../src/access/totp.ts'
import { createAttemptLimit } from '../../src/model/access/attempt-limit.ts'
import { normalPassword, passwordFault } from '../../src/model/access/member.ts'
import {
  type Grant,
  mayGrant,
  type Permission,
  permissions,
  permissionsOf,
  roles,
  scopeOf,
} from '../../src/model/access/roles.ts'

describe('roles', () => {
  const grant = fc.record({
    role: fc.constantFrom(...roles),
    bots: fc.oneof(fc.constant('all' as const), fc.array(fc.constantFrom('a', 'b', 'c'))),
  })
  const grants: fc.Arbitrary<Grant[]> = fc.array(grant, { maxLength: 4 })

  test('a permission reaches the bots of the roles that hold it, and no others', () => {
    fc.assert(
      fc.property(
        grants,
        fc.constantFrom(...permissions),
        fc.constantFrom('a', 'b', 'c', 'd'),
        (held, permission, bot) => {
          const scope = scopeOf(held, permission)
          const isIn = scope === 'all' || scope.includes(bot)
          const isHeld = held.some(
            ({ role, bots }) => permissionsOf[role].includes(permission) && (bots === 'all' || bots.includes(bot)),
          )
          assert.equal(isIn, isHeld)
        },
      ),
    )
  })

  test('nobody can grant power over users or bots that they do not have', () => {
    fc.assert(
      fc.property(grants, grant, (held, given) => {
        if (!mayGrant(held, given)) return
        const isAdmin = (permission: Permission) => scopeOf(held, permission)
        const scope = isAdmin(given.role === 'admin' ? 'users.write' : 'keys.write')
        if (given.bots === 'all') assert.equal(scope, 'all')
        else for (const bot of given.bots) assert.ok(scope === 'all' || scope.includes(bot))
      }),
    )
    assert.equal(mayGrant([{ role: 'operator', bots: 'all' }], { role: 'admin', bots: ['a'] }), false)
    assert.equal(mayGrant([{ role: 'operator', bots: 'all' }], { role: 'agent', bots: 'all' }), true)
    assert.equal(mayGrant([{ role: 'agent', bots: 'all' }], { role: 'viewer', bots: ['a'] }), false)
  })

  test('a user without bots reaches no bot, whatever the role', () => {
    for (const permission of permissions) assert.deepEqual(scopeOf([{ role: 'admin', bots: [] }], permission), [])
  })
})

describe('guessing', () => {
  const bounds = { free: 3, firstMs: 1_000, maxMs: 8_000, forgetMs: 60_000, maxKeys: 5 }

  test('the wait doubles with each attempt beyond the free ones, up to the bound; a success or enough time ends it', () => {
    const limit = createAttemptLimit(bounds)
    let now = 0
    const waits = Array.from({ length: 8 }, () => {
      const waitMs = limit.begin('k', now)
      if (waitMs > 0) {
        now += waitMs
        assert.equal(limit.begin('k', now - 1), 1, 'not a moment earlier')
        assert.equal(limit.begin('k', now), 0)
      }
      return waitMs
    })
    assert.deepEqual(waits, [0, 0, 0, 1_000, 2_000, 4_000, 8_000, 8_000])
    limit.succeed('k')
    assert.equal(limit.begin('k', now), 0)
    for (let n = 0; n < 3; n++) limit.begin('k', now)
    assert.ok(limit.begin('k', now) > 0)
    assert.equal(limit.begin('k', now + bounds.forgetMs), 0)
  })

  test('concurrent attempts are counted before any is checked; a withdrawn attempt does not count', () => {
    const limit = createAttemptLimit(bounds)
    const begun = Array.from({ length: 50 }, () => limit.begin('k', 7))
    assert.equal(begun.filter((waitMs) => waitMs === 0).length, 3)
    const other = createAttemptLimit(bounds)
    for (let n = 0; n < 50; n++) {
      assert.equal(other.begin('k', 7), 0)
      other.withdraw('k')
    }
  })

  test('memory is bounded, and the keys tried last stay in it', () => {
    const limit = createAttemptLimit(bounds)
    for (let n = 0; n < 4; n++) limit.begin('held', n)
    for (let n = 0; n < 1_000; n++) {
      limit.begin(`k${n}`, 10)
      if (n % 3 === 0) assert.ok(limit.begin('held', 10) > 0 || n > 3)
    }
    assert.equal(limit.size(), 5)
  })
})

describe('passwords', () => {
  const cheap = { N: 1_024, r: 8, p: 1 }

  test('the right password is recognised in any Unicode form; another one and an empty one are not', async () => {
    const { hash, verify } = createPasswords(cheap)
    const hashed = await hash('contraseña de Ana')
    assert.match(hashed, /^scrypt\$1024\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    assert.notEqual(await hash('contraseña de Ana'), hashed)
    assert.equal(await verify('contrasen\u0303a de Ana', hashed), true)
    assert.equal(await verify('contrasena de Ana', hashed), false)
    assert.equal(await verify('contraseña de Ana', undefined), false)
    for (const broken of [
      '',
      'scrypt$1024$8',
      'scrypt$1073741824$8$1$AA$AA',
      'other$1024$8$1$AA$AA',
      'scrypt$0$8$1$AA$AA',
    ])
      assert.equal(await verify('x', broken), false, broken)
  })

  test('a password is checked by the parameters stored with its hash, also when new hashes use others', async () => {
    const hashed = await createPasswords(cheap).hash('una frase larga')
    assert.equal(await createPasswords({ N: 2_048, r: 8, p: 2 }).verify('una frase larga', hashed), true)
  })

  test('when too many checks run at once the last ones are refused as busy, and the others are served', async () => {
    const { hash } = createPasswords(cheap)
    const all = await Promise.allSettled(Array.from({ length: 100 }, () => hash('una frase larga')))
    const refused = all.filter((one) => one.status === 'rejected')
    assert.equal(refused.length, 100 - 32)
    for (const one of refused) assert.ok(one.reason instanceof BusyError)
    assert.match(await hash('una frase larga'), /^scrypt/)
  })

  test('short, long and easily guessed passwords are refused; symbols and capitals are not required', () => {
    const about = { email: 'ana.perez@example.com', name: 'Ana Pérez' }
    const faultOf = (password: string) => passwordFault(normalPassword(password), about)
    assert.equal(faultOf('corta'), 'short')
    assert.equal(faultOf('😀'.repeat(12)), 'weak')
    assert.equal(faultOf('x'.repeat(129)), 'long')
    for (const weak of [
      'aaaaaaaaaaaaaa',
      'password123456',
      'Contraseña2026!',
      'ana.perez1234567',
      '123456789012345',
      'qwertyqwerty12',
    ])
      assert.equal(faultOf(weak), 'weak', weak)
    for (const good of ['cuatro palabras sueltas', 'mesa lluvia tambor', 'Xk29-fj2L-qq81'])
      assert.equal(faultOf(good), undefined, good)
  })
})

describe('one-time codes', () => {
  test('the codes are those of RFC 6238, appendix B', () => {
    const secret = base32(Buffer.from('12345678901234567890'))
    const known: [number, string][] = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ]
    for (const [seconds, code] of known) {
      const step = Math.floor(seconds / 30)
      assert.equal(totpCode(secret, step), code)
      for (const offMs of [-30_000, 0, 30_000]) assert.equal(totpStep(secret, code, seconds * 1_000 + offMs), step)
      assert.equal(totpStep(secret, code, seconds * 1_000 + 90_000), undefined)
    }
    for (const bad of ['', '28708', '2870820', 'abcdef']) assert.equal(totpStep(secret, bad, 59_000), undefined)
  })

  test('base 32 decodes to the bytes that were encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        assert.deepEqual(new Uint8Array(fromBase32(base32(bytes))), bytes)
      }),
    )
  })

  test('a recovery code is the same in any notation', () => {
    const code = recoveryCode(Buffer.from('0123456789'))
    assert.match(code, /^[a-z2-7]{4}(?:-[a-z2-7]{4}){3}$/)
    assert.equal(normalRecovery(` ${code.toUpperCase().replaceAll('-', ' ')} `), normalRecovery(code))
  })
})

test('a token of one kind is not one of another kind, and the visible part of a key leaves all but 48 bits secret', () => {
  const key = newToken('key', randomBytes)
  assert.ok(isToken('key', key))
  for (const kind of ['session', 'link'] as const) assert.equal(isToken(kind, key), false)
  for (const bad of ['', 'rck_', `${key}x`, key.replace(/.$/, '!')]) assert.equal(isToken('key', bad), false)
  const plain = (use: string, text: string) => `${use} ${text}`
  assert.notEqual(tokenHash('key', key, plain), tokenHash('session', key, plain))
  assert.equal(visiblePrefix(key).length, 12)
})
