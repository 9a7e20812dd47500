import type { Dispatcher } from 'undici'
import { HttpFailure } from './failure.ts'

type Request = { method: Dispatcher.HttpMethod; url: string; headers: Record<string, string>; body?: string }

/**
 * One request and its whole answer, or an `HttpFailure` with its stage. The stage is not guessed from error
 * codes: undici says when it begins to write a request (`onRequestStart`), and until then nothing has left.
 */
export function exchange(dispatcher: Dispatcher, request: Request, timeoutMs: number, maxBytes: number) {
  return new Promise<{ status: number; headers: Record<string, string>; bytes: Buffer }>(
    (resolve, reject) => {
      const { origin, pathname, search } = new URL(request.url)
      const chunks: Buffer[] = []
      let controller: Dispatcher.DispatchController | null = null
      let failure: HttpFailure | null = null
      let status = 0
      let size = 0
      let headers: Record<string, string> = {}

      const fail = (code: string, message: string) => {
        if (failure) return
        clearTimeout(deadline)
        failure = new HttpFailure(controller ? 'sent' : 'not-sent', code, message)
        reject(failure)
        controller?.abort(failure)
      }
      const deadline = setTimeout(() => fail('DEADLINE', `no whole answer within ${timeoutMs} ms`), timeoutMs)

      dispatcher.dispatch(
        {
          origin,
          path: pathname + search,
          method: request.method,
          headers: request.headers,
          body: request.body ?? null,
        },
        {
          onRequestStart(started) {
            // The deadline passed while the call waited for a connection: it must not leave now.
            if (failure) return started.abort(failure)
            controller = started
          },
          onResponseStart(_controller, code, received) {
            status = code
            headers = flat(received)
          },
          onResponseData(_controller, chunk) {
            size += chunk.length
            if (size > maxBytes) fail('BODY_TOO_LARGE', `the answer is larger than ${maxBytes} bytes`)
            else chunks.push(chunk)
          },
          onResponseEnd() {
            clearTimeout(deadline)
            resolve({ status, headers, bytes: Buffer.concat(chunks) })
          },
          onResponseError(_controller, error) {
            fail((error as NodeJS.ErrnoException).code ?? error.name, error.message)
          },
        },
      )
    },
  )
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
