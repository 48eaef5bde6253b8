/** One POST by undici's `dispatch`, its cheapest way and the gateway's own to Graph; any answer but 2xx is an error. */
import type { Pool } from 'undici'

export function dispatch(pool: Pool, path: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let status = 0
    let text = ''
    pool.dispatch(
      { method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body },
      {
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode
        },
        onResponseData(_controller, chunk) {
          text += chunk.toString()
        },
        onResponseEnd() {
          if (status >= 200 && status < 300) resolve(text)
          else reject(new Error(`${path}: ${status} ${text}`))
        },
        onResponseError(_controller, error) {
          reject(error)
        },
      },
    )
  })
}
